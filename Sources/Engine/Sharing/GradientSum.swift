package import Ranks
package import Tensors

/// Adds the gradients of a batch's shares, in the same binary tree whatever the number of ranks is.
///
/// The V shares are a power of two, of which each rank has as many that follow one another. A share's gradient
/// is weighted by its part of the batch; neighbours are added, then neighbours of these sums, and so on, by our
/// own loops. A rank adds its own shares as it computes them, ranks add slices of what they have: each sends the
/// others their slices, adds its own in the tree's order, and sends the sums back. That is done for stretches
/// of parameters while the backward pass of the last share is still at work on those before them.
package final class GradientSum {
  private let store: ParameterStore
  /// The trained parameters in the store's region.
  private let range: Range<Int>
  /// Tensors that the engine does not hold lie behind them, each from a whole cache line on.
  private let others: [(shape: Shape, start: Int)]
  private let count: Int
  private let ranks: any RankGroup
  private let shareCount: Int
  /// Sums of subtrees that wait for their neighbour, the largest first, and buffers for more.
  private var pending: [ParameterRegion] = []
  private var free: [ParameterRegion] = []
  /// Stretches that are added over the ranks as one, the last parameters first; they depend on no share's size.
  private let stretches: [Range<Int>]
  /// What other ranks have for this one's slice of a stretch.
  private let received: ParameterRegion
  private var nextShare = 0

  /// Sums of the parameters whose names begin with one of the prefixes, and of tensors of some shapes;
  /// `shareCount` is this rank's.
  package init(
    of store: ParameterStore,
    prefixes: [String],
    _ shapes: [Shape],
    shareCount: Int,
    among ranks: any RankGroup
  ) {
    let ranges = prefixes.map(store.trainableRange)
    let range =
      (ranges.map(\.lowerBound).min() ?? 0)..<(ranges.map(\.upperBound).max() ?? 0)
    precondition(
      range.count == ranges.reduce(0) { $0 + $1.count },
      "parameters \(prefixes) are not one stretch"
    )
    var count = range.count
    others = shapes.map { shape in
      defer { count += (shape.count + 15) / 16 * 16 }
      return (shape, count)
    }
    (self.store, self.range, self.count) = (store, range, count)
    (self.shareCount, self.ranks) = (shareCount, ranks)
    stretches = stride(from: range.count, to: 0, by: -Self.stretchLength).map {
      max($0 - Self.stretchLength, 0)..<$0
    }
    received = ParameterRegion(
      count: ranks.isAlone ? 0 : max(Self.stretchLength, count - range.count)
    )
  }

  /// The values of a stretch: 4 MB, long for a message and short beside a network.
  package static let stretchLength = 1 << 20

  /// Adds a share's gradients: of `tensors`, and of the parameters that `backward` computes, if it is given.
  ///
  /// `weight` is the share's part of the batch, 0 for an empty one, whose `backward` is not called. The
  /// function that `backward` gets is the one that ``CompiledNetwork/backward(_:finished:)`` calls.
  package func add(
    weight: Float,
    _ tensors: [Tensor?],
    backward: ((@escaping (Int) -> Void) -> Void)?
  ) {
    let isLast = nextShare == shareCount - 1
    let sources = takeSources()
    let target = sources.last ?? free.popLast() ?? ParameterRegion(count: count)
    let exchange = isLast && !ranks.isAlone ? SliceExchange(target, received, ranks) : nil
    func finish(_ range: Range<Int>, _ gradients: UnsafePointer<Float>?) {
      TreeSum.merge(sources.map(\.base), gradients, weight: weight, range, to: target.base)
      exchange?.add(range)
    }
    var left = stretches[...]
    /// Finishes the stretches of parameters that begin at a place or behind it.
    func finishStretches(from first: Int, _ gradients: UnsafePointer<Float>?) {
      while let stretch = left.first, stretch.lowerBound >= first {
        finish(stretch, gradients)
        left.removeFirst()
      }
    }
    if let backward, weight > 0 {
      withoutActuallyEscaping(finishStretches) { finishStretches in
        backward { [store, range] first in
          finishStretches(
            first - range.lowerBound,
            store.computedGradients + range.lowerBound
          )
        }
      }
    }
    finishStretches(from: 0, nil)
    for (index, (shape, start)) in others.enumerated() {
      let place = start..<start + shape.count
      guard weight > 0, let tensor = tensors[index] else {
        finish(place, nil)
        continue
      }
      tensor.withUnsafeValues { values in
        finish(place, values.baseAddress.map { $0 - start })
      }
    }
    exchange?.finish()
    pending.append(target)
    nextShare += 1
  }

  /// The sums that the share under way completes, the smallest subtree first.
  private func takeSources() -> [ParameterRegion] {
    let depth = (~nextShare).trailingZeroBitCount
    let sources = Array(pending.suffix(depth).reversed())
    pending.removeLast(depth)
    free += sources.dropLast()
    return sources
  }

  /// Ends the batch: the parameters' gradients are in the store, and those of the tensors are returned.
  package func finish() -> [Tensor] {
    precondition(
      nextShare == shareCount && pending.count == 1,
      "\(nextShare) of \(shareCount) shares"
    )
    let total = pending.removeLast()
    free.append(total)
    nextShare = 0
    store.takeGradients(total, of: range)
    return others.map { shape, start in
      Tensor(shape: shape) { $0.baseAddress?.update(from: total.base + start, count: shape.count) }
    }
  }
}
