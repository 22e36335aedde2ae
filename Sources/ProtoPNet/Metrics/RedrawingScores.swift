/// FunnyBirds' scores of explanations by redrawn pictures.
///
/// Source: Hesse et al., "FunnyBirds", ICCV 2023; evaluation_protocols.py.
package struct RedrawingScores: Equatable, Sendable {
  /// 80 thresholds from 0.01 to 0.5.
  package static let thresholds = (0..<80).map { 0.01 + 0.49 * Double($0) / 79 }
  /// A removal that costs less than this share of the logit costs nothing.
  package static let leastDrop = 0.05

  /// Accuracy, and by threshold CSDC, PC, DC and D; nil where no picture is fit for the question.
  package let accuracy: Double?
  package let sufficiency, preservation, deletion, distractibility: [Double?]
  /// SD, TS and BI.
  package let singleDeletion, sensitivity, backgroundIndependence: Double?
  /// Pictures that were counted for SD and TS.
  package let singleDeletionCount, sensitivityCount: Int

  /// `sufficientParts` are by class the smallest sets of parts that no other class shares.
  package init(_ pictures: [RedrawnPicture], sufficientParts: [[Set<Int>]]) {
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    accuracy = mean(pictures.map { $0.label == $0.predicted ? 1 : 0 })
    sufficiency = Self.thresholds.map { threshold in
      mean(
        pictures.filter { $0.label == $0.predicted }.map { picture in
          let important = picture.ofLabel.importantParts(above: threshold)
          return sufficientParts[picture.label].map {
            Double($0.intersection(important).count) / Double($0.count)
          }.max() ?? 0
        }
      )
    }
    preservation = Self.thresholds.indices.map { index in
      mean(pictures.map { $0.keptClass[index] == $0.predicted ? 1 : 0 })
    }
    deletion = Self.thresholds.indices.map { index in
      mean(pictures.map { $0.removedClass[index] == $0.predicted ? 0 : 1 })
    }
    distractibility = Self.thresholds.map { threshold in
      mean(pictures.compactMap { Self.distractibility($0.ofPredicted, threshold) })
    }
    let correlations = pictures.compactMap { Self.correlation($0.ofLabel) }
    (singleDeletion, singleDeletionCount) = (mean(correlations), correlations.count)
    let asked = pictures.filter { !$0.sensitivity.isEmpty }
    sensitivity = mean(asked.flatMap(\.sensitivity).map { $0 ? 1 : 0 })
    sensitivityCount = asked.count
    backgroundIndependence = mean(
      pictures.compactMap { picture in
        let drops = picture.ofPredicted.thingDrops
        return mean(drops.map { Self.isIrrelevant($0, picture.ofPredicted.logit) ? 1 : 0 })
      }
    )
  }

  /// The place of the first threshold with the largest (CSDC + PC + DC) / 3 + D; nil where one is undefined.
  package var bestThreshold: Int? {
    let sums = Self.thresholds.indices.map { index -> Double? in
      guard let csdc = sufficiency[index], let pc = preservation[index],
        let dc = deletion[index], let d = distractibility[index]
      else { return nil }
      return (csdc + pc + dc) / 3 + d
    }
    guard let best = sums.compactMap(\.self).max() else { return nil }
    return sums.firstIndex { $0 == best }
  }

  private static func isIrrelevant(_ drop: Double, _ logit: Double) -> Bool {
    drop < leastDrop * abs(logit)
  }

  /// 1 less the share of irrelevant parts and things that are important; nil where all are relevant.
  private static func distractibility(
    _ importance: RedrawnPicture.Importance,
    _ threshold: Double
  ) -> Double? {
    let all =
      zip(importance.parts, importance.partDrops).filter { !$0.1.isNaN }
      + zip(importance.things, importance.thingDrops)
    let irrelevant = all.filter { isIrrelevant($0.1, importance.logit) }
    guard !irrelevant.isEmpty else { return nil }
    let marked = irrelevant.count { $0.0 > threshold * importance.total }
    return 1 - Double(marked) / Double(irrelevant.count)
  }

  /// Spearman's correlation of importance and loss over the parts that can be removed, brought to 0…1.
  private static func correlation(_ importance: RedrawnPicture.Importance) -> Double? {
    let removable = importance.partDrops.indices.filter { !importance.partDrops[$0].isNaN }
    return RankCorrelation.spearman(
      removable.map { importance.parts[$0] },
      removable.map { importance.partDrops[$0] }
    ).map { $0 * 0.5 + 0.5 }
  }
}
