import Foundation
import Ranks
import Tensors

/// Adds stretches of values over the ranks, on a thread of its own where that is possible.
final class SliceExchange: @unchecked Sendable {
  // Sendable: the queue is read and written under `condition` only, and a stretch is left alone by its owner
  // until all are added.

  private let values: ParameterRegion
  private let received: ParameterRegion
  private let ranks: any RankGroup
  private let condition = NSCondition()
  private var queue: [Range<Int>] = []
  private var addedCount = 0
  private var isClosed = false

  init(_ values: ParameterRegion, _ received: ParameterRegion, _ ranks: any RankGroup) {
    (self.values, self.received, self.ranks) = (values, received, ranks)
    if ranks.exchangesBesideWork {
      BackgroundThread.start("adding gradients over ranks") { [self] in work() }
    }
  }

  /// Adds a stretch, or has it added while the caller goes on.
  func add(_ range: Range<Int>) {
    guard ranks.exchangesBesideWork else { return sum(range, threaded: true) }
    condition.withLock {
      queue.append(range)
      condition.broadcast()
    }
  }

  /// Waits until all stretches are added; there are no more.
  func finish() {
    guard ranks.exchangesBesideWork else { return }
    condition.withLock {
      isClosed = true
      condition.broadcast()
      while addedCount < queue.count { condition.wait() }
    }
  }

  /// Is the thread's life.
  ///
  /// Kernels own the engine's threads meanwhile, so that it adds alone.
  private func work() {
    while let range = next() {
      sum(range, threaded: false)
      condition.withLock {
        addedCount += 1
        condition.broadcast()
      }
    }
  }

  private func next() -> Range<Int>? {
    condition.withLock {
      while addedCount == queue.count, !isClosed { condition.wait() }
      return addedCount < queue.count ? queue[addedCount] : nil
    }
  }

  private func sum(_ range: Range<Int>, threaded: Bool) {
    OrderedSum.add(
      values.base + range.lowerBound,
      count: range.count,
      received: received.base,
      among: ranks,
      threaded: threaded
    )
  }
}
