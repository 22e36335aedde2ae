package import Ranks

/// How batches of pictures are divided into shares, and which of them are this rank's.
///
/// Each of V shares is one forward and backward pass with batch statistics of its own. Ranks have shares that
/// follow one another, as many each, so that what a batch results in does not depend on the ranks.
package struct BatchSharing {
  /// V, a power of two.
  package let shareCount: Int
  package let ranks: any RankGroup

  package init(shareCount: Int, ranks: any RankGroup) {
    (self.shareCount, self.ranks) = (shareCount, ranks)
  }

  /// The number of shares that a rank has.
  package var ownCount: Int { shareCount / ranks.count }

  /// This rank's shares of a batch; a batch that is too small has empty ones at its end.
  ///
  /// All shares have ⌈N/V⌉ images but the last of those that have any.
  /// Source: torch.nn.DataParallel, which the released code uses, divides by torch.chunk.
  package func ownShares(_ batch: ArraySlice<Int>) -> [ArraySlice<Int>] {
    let size = (batch.count + shareCount - 1) / shareCount
    return (ranks.rank * ownCount..<(ranks.rank + 1) * ownCount).map { share in
      batch.dropFirst(share * size).prefix(size)
    }
  }
}
