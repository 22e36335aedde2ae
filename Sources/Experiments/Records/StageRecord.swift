/// One finished stage of a run.
package struct StageRecord: Codable, Equatable, Sendable {
  /// The stage's place in the schedule, such as `warm-up` or `cycle-1/joint`.
  package var name: String
  /// The optimiser's steps.
  package var stepCount: Int
  /// Whether the stage ran on features computed once.
  package var usedCachedFeatures: Bool
  /// The costs of each pass, means over its batches; a stage without training has none.
  package var passes: [Pass]
  /// The network after the stage, on the test split.
  package var evaluation: Evaluation
  /// What the network says of every test image: the file of their logits.
  package var predictions: Evidence?
  /// The network after the stage, on the validation split, where the experiment declares one.
  package var validation: Evaluation?
  /// What the projection found, after a projection stage.
  package var projection: Projection?
  /// How good the last layer is, after a last-layer stage that found out.
  package var lastLayer: LastLayerFit?
  /// What checking the projection found, where the experiment asks for it.
  package var projectionCheck: ProjectionCheck?
  /// What pruning did, after a pruning stage.
  package var pruning: Pruning?
  /// The files of the stage's checks.
  package var evidence: [Evidence]?
  /// The checkpoint written after the stage, relative to the run directory, and its SHA-256.
  package var checkpoint: String
  package var checkpointDigest: String

  package init(
    name: String,
    stepCount: Int,
    usedCachedFeatures: Bool,
    passes: [Pass],
    evaluation: Evaluation,
    validation: Evaluation? = nil,
    projection: Projection?,
    projectionCheck: ProjectionCheck? = nil,
    pruning: Pruning? = nil,
    evidence: [Evidence]? = nil,
    checkpoint: String,
    checkpointDigest: String
  ) {
    self.name = name
    self.stepCount = stepCount
    self.usedCachedFeatures = usedCachedFeatures
    self.passes = passes
    self.evaluation = evaluation
    self.validation = validation
    self.projection = projection
    self.projectionCheck = projectionCheck
    self.pruning = pruning
    self.evidence = evidence
    self.checkpoint = checkpoint
    self.checkpointDigest = checkpointDigest
  }

  /// The costs of one pass over the training images, unweighted means over batches.
  package struct Pass: Codable, Equatable, Sendable {
    package var crossEntropy: Double
    /// Mean squared distance to the nearest own-class prototype (the paper's Clst).
    package var cluster: Double
    /// Mean squared distance to the nearest other-class prototype (the paper's Sep, without its sign).
    package var separation: Double
    /// Sum of absolute last-layer weights between a prototype and the classes it is not of.
    package var lastLayerL1: Double
    /// The weighted sum that was minimised.
    package var total: Double
    /// The share of training images classified correctly while training, 0 to 1.
    package var accuracy: Double

    package init(
      crossEntropy: Double,
      cluster: Double,
      separation: Double,
      lastLayerL1: Double,
      total: Double,
      accuracy: Double
    ) {
      self.crossEntropy = crossEntropy
      self.cluster = cluster
      self.separation = separation
      self.lastLayerL1 = lastLayerL1
      self.total = total
      self.accuracy = accuracy
    }
  }

  /// Figures of one split, all images.
  package struct Evaluation: Codable, Equatable, Sendable {
    /// `test`, or another split's name.
    package var split: String
    package var imageCount: Int
    package var correctCount: Int
    package var crossEntropy: Double
    package var cluster: Double
    package var separation: Double

    /// The share classified correctly, 0 to 1.
    package var accuracy: Double { Double(correctCount) / Double(max(imageCount, 1)) }

    package init(
      split: String,
      imageCount: Int,
      correctCount: Int,
      crossEntropy: Double,
      cluster: Double,
      separation: Double
    ) {
      self.split = split
      self.imageCount = imageCount
      self.correctCount = correctCount
      self.crossEntropy = crossEntropy
      self.cluster = cluster
      self.separation = separation
    }
  }

  /// What a projection found.
  package struct Projection: Codable, Equatable, Sendable {
    /// Mean of ‖after − before‖ over the prototypes.
    package var meanShift: Double
    /// Mean squared distance from a prototype to the patch it became.
    package var meanSquaredDistance: Double
    /// Prototypes that landed on a patch (image and cell) another one landed on first.
    package var duplicateCount: Int
    /// The share whose high-activation box is centred on the object, where the data have masks.
    package var onObjectShare: Double?
    package var prototypes: [Prototype]

    package init(
      meanShift: Double,
      meanSquaredDistance: Double,
      duplicateCount: Int,
      onObjectShare: Double?,
      prototypes: [Prototype]
    ) {
      self.meanShift = meanShift
      self.meanSquaredDistance = meanSquaredDistance
      self.duplicateCount = duplicateCount
      self.onObjectShare = onObjectShare
      self.prototypes = prototypes
    }
  }

  /// Where one prototype comes from.
  package struct Prototype: Codable, Equatable, Sendable {
    package var index: Int
    package var classIndex: Int
    /// The image's path within its split.
    package var image: String
    /// Row and column of the latent patch.
    package var cell: [Int]
    /// The high-activation box in the resized image: first row, end row, first column, end column.
    package var box: [Int]
    package var squaredDistance: Double
    /// The prototype's picture, relative to the run directory, where it was written.
    package var picture: String?

    package init(
      index: Int,
      classIndex: Int,
      image: String,
      cell: [Int],
      box: [Int],
      squaredDistance: Double,
      picture: String?
    ) {
      self.index = index
      self.classIndex = classIndex
      self.image = image
      self.cell = cell
      self.box = box
      self.squaredDistance = squaredDistance
      self.picture = picture
    }
  }
}
