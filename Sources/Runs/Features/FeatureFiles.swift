import Checkpoints
import Digests
import Experiments
import Foundation
import ProtoPNet
import Recipe

/// Keeps features in memory, or in a file of the run's folder where they would take too much of it.
///
/// Rows in memory are written to such a file when the stage is saved. A file lasts until its stage is in the run's record. A run that was killed meanwhile goes on with its
/// finished rows if all that decides them is as it was, and begins a new file otherwise.
struct FeatureFiles: FeatureStorage {
  /// The size of the largest cache that is kept in memory.
  let memoryByteCount: Int
  /// Where the files lie; it is made on demand.
  let folder: URL
  /// All that decides the rows but the network's parameters.
  let inputs: [String: String]

  func cache(for rows: FeatureRows, of network: ConvolutionalNetwork) throws -> any FeatureCache {
    var identity = inputs
    identity["stage"] = rows.stage.name
    identity["rows"] = rows.name
    identity["parameters"] = "\(Self.parameterDigest(network))"
    let file = folder.appending(path: "\(rows.stage.fileName).h5")
    let open = { [identity] () throws -> RowFile in
      try RunDirectory.make(folder)
      return try RowFile(at: file, identity: identity, rowShape: rows.shape, count: rows.count)
    }
    guard rows.byteCount <= memoryByteCount else { return try open() }
    let earlier = FileManager.default.fileExists(atPath: file.path) ? try open() : nil
    return try SavedRows(rows, earlier, open)
  }

  /// The digest of everything in a network that its features, distances and similarities depend on.
  private static func parameterDigest(_ network: ConvolutionalNetwork) -> SHA256Digest {
    var tensors = network.checkpointParameters
    var function = ""
    if let layer = (network as? PrototypeNetwork)?.head.prototypeLayer {
      tensors["prototypes"] = layer.prototypes
      function = " \(layer.similarityFunction)"
    }
    return SHA256Digest("\(SHA256Digest(tensors))\(function)")
  }
}

extension FeatureFiles {
  /// The storage of a run that declares how much memory features may take.
  ///
  /// - Throws: What reading the program's file throws.
  init(_ plan: Plan, _ record: RunRecord, _ normalization: InputNormalization, _ run: RunDirectory)
    throws
  {
    let (experiment, environment) = (plan.experiment, record.environment)
    let train = record.data.splits.first { $0.name == "train" }
    self.init(
      memoryByteCount: experiment.engine.featureCacheByteCount,
      folder: run.features,
      inputs: [
        "images": train?.digest ?? "",
        "image_size": "\(experiment.data.imageSize)",
        "resize": experiment.data.resize?.rawValue ?? "",
        "gray_16": experiment.data.gray16?.rawValue ?? "",
        "mean": "\(normalization.mean)",
        "standard_deviation": "\(normalization.standardDeviation)",
        "mirror_images": "\(experiment.data.flip)",
        "batch_size": "\(experiment.optimizer.batchSize)",
        // Last bits depend on these.
        "program_digest": try Program.digest(),
        "library": environment.library,
        "processor": environment.processor,
        "threads": "\(environment.threads)",
        "convolution": environment.convolution,
        "precision": environment.precision ?? Precision.float32.rawValue,
      ]
    )
  }
}
