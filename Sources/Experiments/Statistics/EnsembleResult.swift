/// What several networks achieve with their logits added, over the seeds that all were run with.
package struct EnsembleResult: Equatable, Sendable {
  /// The ensemble of one seed's runs.
  package struct Run: Equatable, Sendable {
    package var seed: UInt64
    package var correctCount: Int
    /// The members' own correct images.
    package var memberCorrectCounts: [Int]
    /// Each member's part of the predicted classes' lead over the mean class; they add up to 1.
    package var shares: [Double]

    package init(seed: UInt64, correctCount: Int, memberCorrectCounts: [Int], shares: [Double]) {
      (self.seed, self.correctCount) = (seed, correctCount)
      (self.memberCorrectCounts, self.shares) = (memberCorrectCounts, shares)
    }
  }

  /// The members' places in the list of networks that were combined.
  package var members: [Int]
  package var imageCount: Int
  /// By seed; never empty.
  package var runs: [Run]
  /// Which of ``members`` is the best by its mean over the seeds, the first one of equals.
  package var bestMember: Int
  /// The ensemble as the second beside its best member.
  package var comparison: PairedComparison

  package init(
    members: [Int],
    imageCount: Int,
    runs: [Run],
    bestMember: Int,
    comparison: PairedComparison
  ) {
    (self.members, self.imageCount, self.runs) = (members, imageCount, runs)
    (self.bestMember, self.comparison) = (bestMember, comparison)
  }

  /// The mean accuracy over the seeds.
  package var accuracy: Double {
    Double(runs.reduce(0) { $0 + $1.correctCount }) / Double(runs.count * max(imageCount, 1))
  }
}
