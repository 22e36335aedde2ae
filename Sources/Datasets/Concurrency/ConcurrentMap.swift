import Dispatch
import Synchronization
import Tensors

extension RandomAccessCollection where Self: Sendable, Index == Int {
  /// The results of `body` for all elements in order, computed on all processors that there are for it.
  func concurrentMap<Value: Sendable>(_ body: @Sendable (Element) -> Value) -> [Value] {
    let values = Mutex<[Value?]>(Array(repeating: nil, count: count))
    let next = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: Swift.min(count, ProcessorShare.count)) { _ in
      while true {
        let position = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard position < count else { break }
        let value = body(self[startIndex + position])
        values.withLock { $0[position] = value }
      }
    }
    return values.withLock { $0 }.compactMap(\.self)
  }
}
