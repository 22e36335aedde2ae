import Dispatch
import Synchronization

extension RandomAccessCollection where Self: Sendable, Index == Int {
  /// The results of `body` for all elements in order, computed on all cores.
  func concurrentMap<Value: Sendable>(_ body: @Sendable (Element) -> Value) -> [Value] {
    let values = Mutex<[Value?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { position in
      let value = body(self[startIndex + position])
      values.withLock { $0[position] = value }
    }
    return values.withLock { $0 }.compactMap(\.self)
  }
}
