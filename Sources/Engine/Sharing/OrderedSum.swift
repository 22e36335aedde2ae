package import Ranks

/// Sums over ranks whose order, and so whose bits, are our own.
package enum OrderedSum {
  /// Replaces `count` values by their sums over the ranks; `received` has room for as many.
  ///
  /// Each rank adds a slice for all, which is sent and received once: the volume of a ring.
  package static func add(
    _ values: UnsafeMutablePointer<Float>,
    count: Int,
    received: UnsafeMutablePointer<Float>,
    among ranks: any RankGroup,
    threaded: Bool
  ) {
    let own = ranks.slice(of: count, rank: ranks.rank)
    ranks.scatter(values, count: count, received: received)
    TreeSum.add(
      received,
      to: values + own.lowerBound,
      count: own.count,
      rank: ranks.rank,
      of: ranks.count,
      threaded: threaded
    )
    ranks.collect(values, count: count)
  }
}
