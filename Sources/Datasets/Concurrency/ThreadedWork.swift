import Foundation
import Tensors

/// Independent pieces of work on background threads, whose results come to the calling thread.
final class ThreadedWork<Value: Sendable>: @unchecked Sendable {
  // Sendable: every variable is read and written under `condition` only.

  private let items: [Int]
  private let work: @Sendable (Int) throws -> Value
  private let condition = NSCondition()
  private var nextPosition = 0
  private var runningCount: Int
  private var results: [(item: Int, value: Value)] = []
  private var failure: (any Error)?

  private init(_ items: [Int], threads: Int, work: @escaping @Sendable (Int) throws -> Value) {
    self.items = items
    self.work = work
    runningCount = threads
  }

  /// Calls `work` with every item on `threadCount` threads, and `receive` with what it returned.
  ///
  /// Items are begun in order; results come in the order in which they are ready. All threads have
  /// ended when this returns or throws.
  ///
  /// - Throws: The first error of `work` or of `receive`.
  static func forEach(
    _ items: [Int],
    threadCount: Int,
    work: @escaping @Sendable (Int) throws -> Value,
    receive: (Int, Value) throws -> Void
  ) throws {
    precondition(threadCount > 0, "\(threadCount) threads")
    guard !items.isEmpty else { return }
    let count = min(threadCount, items.count)
    let pass = ThreadedWork(items, threads: count, work: work)
    for _ in 0..<count { BackgroundThread.start("work on pictures") { pass.run() } }
    defer { pass.stop() }
    while let (item, value) = try pass.next() { try receive(item, value) }
  }

  /// A thread's life.
  private func run() {
    while let item = claim() {
      let outcome = Result { try work(item) }
      condition.withLock {
        switch outcome {
        case .success(let value): results.append((item, value))
        case .failure(let error): failure = failure ?? error
        }
        condition.signal()
      }
    }
    condition.withLock {
      runningCount -= 1
      condition.signal()
    }
  }

  private func claim() -> Int? {
    condition.withLock {
      guard failure == nil, nextPosition < items.count else { return nil }
      defer { nextPosition += 1 }
      return items[nextPosition]
    }
  }

  /// Waits for a result; nil after the last one.
  private func next() throws -> (Int, Value)? {
    condition.lock()
    defer { condition.unlock() }
    while results.isEmpty, failure == nil, runningCount > 0 { condition.wait() }
    // What was finished before an error is handed out, so that it need not be done again.
    if !results.isEmpty { return results.removeFirst() }
    if let failure { throw failure }
    return nil
  }

  /// Lets no further item begin and waits for the threads.
  private func stop() {
    condition.withLock {
      nextPosition = items.count
      while runningCount > 0 { condition.wait() }
    }
  }
}
