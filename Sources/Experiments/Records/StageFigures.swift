package import Recipe

extension StageRecord {
  /// The costs of one pass over the training images, unweighted means over batches.
  ///
  /// A model without prototypes has no costs of prototypes.
  package struct Pass: Codable, Equatable, Sendable {
    /// The terms of the objective, and the weighted sum that was minimised.
    package var costs: Costs
    /// The share of training images classified correctly while training, 0 to 1.
    package var accuracy: Double

    package init(costs: Costs, accuracy: Double) {
      let weighted = costs.values.filter { $0.key.part != nil }
      (self.costs, self.accuracy) = (Costs(weighted, total: costs.total), accuracy)
    }

    package init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: RecordKey.self)
      let _: Double = try fields.value(CostTerm.crossEntropy.rawValue)
      costs = Costs(try fields.costs(), total: try fields.value("total"))
      accuracy = try fields.value("accuracy")
    }

    package func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: RecordKey.self)
      try fields.set(costs.values)
      try fields.set("total", costs.total)
      try fields.set("accuracy", accuracy)
    }
  }

  /// Figures of one split, all images.
  package struct Evaluation: Codable, Equatable, Sendable {
    /// `test`, or another split's name.
    package var split: String
    package var imageCount: Int
    package var correctCount: Int
    /// The images with a NaN among their logits, which count as wrong; absent of a record where it is 0.
    package var notNumberCount = 0
    /// The terms of the objective that are about images, means over the images; none that is no number.
    package var costs: [CostTerm: Double]

    /// The share classified correctly, 0 to 1.
    package var accuracy: Double { Double(correctCount) / Double(max(imageCount, 1)) }
    /// 0 where it is no number.
    package var crossEntropy: Double { costs[.crossEntropy] ?? 0 }

    /// What to say of images whose logits are no numbers; nil where there are none.
    package var notNumberText: String? {
      notNumberCount == 0
        ? nil : "\(notNumberCount) of \(imageCount) pictures have logits that are no numbers"
    }

    package init(
      split: String,
      imageCount: Int,
      correctCount: Int,
      notNumberCount: Int = 0,
      costs: [CostTerm: Double]
    ) {
      (self.split, self.imageCount, self.correctCount) = (split, imageCount, correctCount)
      self.notNumberCount = notNumberCount
      self.costs = costs.filter { $0.key.part != nil && $0.key.isOfImages && $0.value.isFinite }
    }

    package init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: RecordKey.self)
      split = try fields.value("split")
      imageCount = try fields.value("imageCount")
      correctCount = try fields.value("correctCount")
      notNumberCount = try fields.valueIfPresent("notNumberCount") ?? 0
      costs = try fields.costs()
      guard notNumberCount > 0 else {
        let _: Double = try fields.value(CostTerm.crossEntropy.rawValue)
        return
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: RecordKey.self)
      try fields.set("split", split)
      try fields.set("imageCount", imageCount)
      try fields.set("correctCount", correctCount)
      try fields.set("notNumberCount", notNumberCount == 0 ? nil : notNumberCount)
      try fields.set(costs)
    }
  }
}
