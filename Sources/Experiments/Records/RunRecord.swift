package import Recipe

/// What a run did and found: everything a table may print, and where each number came from.
///
/// Stored as `record.json`. It holds no times, so that equal runs leave equal files; those are in
/// `metrics.jsonl`.
package struct RunRecord: Codable, Equatable, Sendable {
  package static let currentSchema = "protopnet-run/1"

  /// The version of this layout.
  package var schema = Self.currentSchema
  /// The experiment's name.
  package var experiment: String
  /// The digest of the resolved experiment.
  package var experimentDigest: String
  /// 12 hexadecimal digits of the experiment's digest, `-s` and the seed.
  package var runID: String
  package var seed: UInt64
  /// What was trained where it is not ProtoPNet: `baseline`.
  package var model: Model?
  package var hasPrototypes: Bool { model == nil }
  package var environment: Environment
  package var data: DataSummary
  package var network: NetworkSummary
  /// The finished stages, in order.
  package var stages: [StageRecord] = []
  /// The split that chooses the reported stage, `validation` or `test`; nil reports the last one.
  package var selection: Selection?
  /// What in the recipe is not the released code's, for footnotes.
  package var deviations: [String] = []
  /// Things to know before trusting a number, for footnotes.
  package var warnings: [String] = []
  /// Whether every stage of the schedule is finished.
  package var isComplete = false
  /// The run's files that belong to no stage; nil in records of earlier versions.
  package var files: [StageRecord.Evidence]?
  /// The digest of all the rest, ``contentDigest()``; nil in records of earlier versions.
  package var digest: String?

  /// What computed the run.
  package struct Environment: Codable, Equatable, Sendable {
    package var program: String
    /// The compute libraries with their versions and kernels.
    package var library: String
    /// The instruction set that the compute library uses; the processor's model in records of earlier versions.
    package var processor: String
    package var threads: Int
    /// The convolution algorithms by name: `winograd`, `direct`; `libtorch` where that library chooses them.
    package var convolution: String
    /// What feature maps consist of, `bfloat16` or `tf32`; nil for float32.
    package var precision: String?

    package init(
      program: String,
      library: String,
      processor: String,
      threads: Int,
      convolution: String,
      precision: String? = nil
    ) {
      (self.program, self.library, self.processor) = (program, library, processor)
      (self.threads, self.convolution, self.precision) = (threads, convolution, precision)
    }
  }

  /// The pictures a run read.
  package struct DataSummary: Codable, Equatable, Sendable {
    package var name: String
    package var classNames: [String]
    /// The square extent of the network's input, in pixels.
    package var imageSize: Int
    package var splits: [Split]

    package struct Split: Codable, Equatable, Sendable {
      /// `train`, `projection`, `test` or `validation`.
      package var name: String
      package var imageCount: Int
      /// The digest over the paths, labels and contents of its images.
      package var digest: String
      /// The paths of a split that was drawn from another one.
      package var images: [String]?

      package init(name: String, imageCount: Int, digest: String, images: [String]? = nil) {
        (self.name, self.imageCount, self.digest, self.images) = (name, imageCount, digest, images)
      }
    }

    package init(name: String, classNames: [String], imageSize: Int, splits: [Split]) {
      (self.name, self.classNames) = (name, classNames)
      (self.imageSize, self.splits) = (imageSize, splits)
    }
  }

  /// The network that was trained.
  package struct NetworkSummary: Codable, Equatable, Sendable {
    /// The backbone with its cut, such as `vgg16 cut after block-4`.
    package var architecture: String
    /// The start weights' file name and digest; nil where they were drawn at random.
    package var weights: String?
    package var parameterCount: Int
    /// [D, H, W] of the latent map; of the backbone's output where a linear layer follows it.
    package var latentShape: [Int]
    /// 0 for a baseline.
    package var prototypeCount: Int
    /// Multiply-adds counted as two, per image and forward pass.
    package var floatingPointOperations: Double

    package init(
      architecture: String,
      weights: String?,
      parameterCount: Int,
      latentShape: [Int],
      prototypeCount: Int,
      floatingPointOperations: Double
    ) {
      (self.architecture, self.weights) = (architecture, weights)
      (self.parameterCount, self.latentShape) = (parameterCount, latentShape)
      self.prototypeCount = prototypeCount
      self.floatingPointOperations = floatingPointOperations
    }
  }

  package init(
    experiment: String,
    experimentDigest: String,
    runID: String,
    seed: UInt64,
    environment: Environment,
    data: DataSummary,
    network: NetworkSummary
  ) {
    (self.experiment, self.experimentDigest, self.runID) = (experiment, experimentDigest, runID)
    (self.seed, self.environment, self.data, self.network) = (seed, environment, data, network)
  }
}
