package import Experiments
import Foundation
package import ProtoPNet

extension StageRecord.ProjectionCheck {
  /// The figures of a record from what was found image by image.
  package init(_ evidence: ProjectionEvidence, split: String) {
    let (findings, theorem) = (evidence.findings, evidence.theorem)
    let (count, labels) = (evidence.imageCount, evidence.labels)
    func pairs(_ key: KeyPath<ProjectionTheorem.Finding, ProjectionTheorem.Pairs>)
      -> ProjectionTheorem.Pairs
    {
      findings.map { $0[keyPath: key] }.reduce(into: .init(), +=)
    }
    func premise(
      _ name: String,
      _ isMet: (ProjectionTheorem.Finding) -> Bool,
      _ pairs: ProjectionTheorem.Pairs? = nil
    ) -> Premise {
      Premise(
        name: name,
        imageCount: findings.count(where: isMet),
        pairCount: pairs?.all,
        metPairCount: pairs?.met
      )
    }
    let changes = findings.map { max($0.fall, $0.rise) }
    let ratios = zip(findings, changes).compactMap { finding, change in
      finding.bound.map { change / $0 }
    }
    self.init(
      split: split,
      imageCount: count,
      prototypesPerClass: theorem.prototypesPerClass,
      premises: [
        premise("A1", \.meetsA1, pairs(\.nearestPatchesStay)),
        premise("A2a", \.meetsA2a, pairs(\.otherClassPairs)),
        premise("A2b", \.meetsA2b, pairs(\.ownClassPairs)),
        premise("A3", \.meetsA3),
        Premise(name: "A4", imageCount: evidence.meetsA4 ? count : 0),
      ],
      feasibleCount: findings.count { !$0.interval.isEmpty },
      premisesHoldCount: findings.count { $0.verdict != .premisesFail },
      certifiedCount: findings.count { $0.verdict == .certified },
      sharperCertifiedCount: evidence.sharper.count { $0.verdict == .certified },
      greatestGap: findings.map(\.gap).max() ?? 0,
      leastNeededGap: theorem.prototypesPerClass.map { 2 * Double($0) * log(2) },
      greatestShareOfBound: ratios.max(),
      theoremLastLayer: LastLayer(evidence.binary, labels: labels),
      ownLastLayer: LastLayer(evidence.own, labels: labels),
      greatestRoundingError: evidence.largestRoundingError,
      roundedPredictionCount: evidence.roundedPredictionCount,
      greatestShift: theorem.shifts.max() ?? 0,
      percentiles: Percentiles(
        change: Self.percentiles(changes),
        gap: Self.percentiles(findings.map(\.gap)),
        bound: Self.percentiles(findings.compactMap(\.bound)),
        radius: Self.percentiles(evidence.own.map(\.radius))
      )
    )
  }

  /// The values at the percentiles 0, 2, … 100, between ranks by linear interpolation.
  fileprivate static func percentiles(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    guard let last = sorted.last else { return [] }
    return (0...50).map { step in
      let rank = Double(step) / 50 * Double(sorted.count - 1)
      let lower = Int(rank)
      let next = lower + 1 < sorted.count ? sorted[lower + 1] : last
      return sorted[lower] + (next - sorted[lower]) * (rank - Double(lower))
    }
  }
}

extension StageRecord.ProjectionCheck.LastLayer {
  fileprivate init(_ findings: [DirectCertificate.Finding], labels: [Int]) {
    self.init(
      correctBefore: zip(findings, labels).count { $0.predictedClass == $1 },
      correctAfter: zip(findings, labels).count { $0.predictedClassAfter == $1 },
      unchangedCount: findings.count(where: \.keepsPrediction),
      certifiedCount: findings.count(where: \.isCertified),
      medianRadius: StageRecord.ProjectionCheck.percentiles(findings.map(\.radius))[25]
    )
  }
}
