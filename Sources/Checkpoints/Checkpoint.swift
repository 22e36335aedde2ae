package import Tensors

/// A network with everything needed to use it, to explain its decisions and to go on training it.
package struct Checkpoint: Equatable, Sendable {
  package var metadata: Metadata
  /// How a picture becomes an input, but for the image size in ``metadata``.
  package var normalization: InputNormalization
  /// The convolutional layers by group and torchvision's name, such as `backbone/features.0.weight`
  /// and `add_on_layers/0.weight`; running statistics included.
  package var parameters: [String: Tensor]
  package var prototypes: Prototypes
  /// The weights w_h, [K, P].
  package var lastLayer: Tensor
  /// The state of each optimiser by stage: `warm-up`, `joint`, `last-layer`.
  package var optimizers: [String: OptimizerState]
  /// Where the schedule stands, such as `finished_stage_count`.
  package var progress: [String: Int]

  package init(
    metadata: Metadata,
    normalization: InputNormalization,
    parameters: [String: Tensor],
    prototypes: Prototypes,
    lastLayer: Tensor,
    optimizers: [String: OptimizerState] = [:],
    progress: [String: Int] = [:]
  ) {
    (self.metadata, self.normalization, self.parameters) = (metadata, normalization, parameters)
    (self.prototypes, self.lastLayer) = (prototypes, lastLayer)
    (self.optimizers, self.progress) = (optimizers, progress)
  }

  /// Where a checkpoint comes from and what it is for.
  package struct Metadata: Hashable, Sendable {
    /// The resolved experiment, YAML.
    package var experiment: String
    package var experimentDigest: String
    /// The backbone, such as `vgg16`.
    package var architecture: String
    /// The edge of the square input, in pixels.
    package var imageSize: Int
    /// The names of the K classes, in the order of their indices.
    package var classNames: [String]
    /// The last finished stage, such as `cycle-1/projection`.
    package var stage: String
    /// The finished passes over the training images.
    package var epoch: Int
    package var seed: UInt64
    /// The program and its version.
    package var createdBy: String

    package init(
      experiment: String,
      experimentDigest: String,
      architecture: String,
      imageSize: Int,
      classNames: [String],
      stage: String,
      epoch: Int,
      seed: UInt64,
      createdBy: String
    ) {
      (self.experiment, self.experimentDigest) = (experiment, experimentDigest)
      (self.architecture, self.imageSize, self.classNames) = (architecture, imageSize, classNames)
      (self.stage, self.epoch, self.seed, self.createdBy) = (stage, epoch, seed, createdBy)
    }
  }
}

/// The state of an optimiser with two moments (Adam).
package struct OptimizerState: Equatable, Sendable {
  /// The steps taken.
  package var stepCount: Int
  /// By the names of the trained tensors; both have the same names and shapes.
  package var firstMoments: [String: Tensor]
  package var secondMoments: [String: Tensor]

  package init(stepCount: Int, firstMoments: [String: Tensor], secondMoments: [String: Tensor]) {
    self.stepCount = stepCount
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
  }
}
