internal import Checkpoints
internal import Datasets
internal import Engine
internal import Experiments
package import Foundation
internal import Images
internal import ProtoPNet
internal import Tensors

/// A trained network as a checkpoint holds it, ready to classify pictures.
package struct CheckpointEvaluator {
  private let name: String
  private let metadata: Checkpoint.Metadata
  private let normalization: InputNormalization
  /// The logits [N, K] of pictures, and the minimum squared distances [N, P] where there are prototypes.
  private let classify: (Tensor) throws -> (logits: Tensor, distances: Tensor?)

  /// Builds the network of a checkpoint, be it ProtoPNet's or a baseline's, from the experiment it carries.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read, ``WorkbenchError`` for one whose
  ///   parameters are not those of its experiment.
  package init(checkpoint url: URL) throws {
    name = url.relativePath
    if try BaselineCheckpoint.isBaseline(url) {
      let checkpoint = try BaselineCheckpoint(contentsOf: url)
      let (plan, engine) = try Self.plan(checkpoint.metadata, name)
      let network = plan.makeBaseline(
        classCount: checkpoint.metadata.classNames.count,
        engine: engine,
        seed: 0,
        weights: nil
      )
      try network.load(checkpoint, from: name)
      (metadata, normalization) = (checkpoint.metadata, checkpoint.normalization)
      classify = { (try network.logits($0), nil) }
    } else {
      let checkpoint = try Checkpoint(contentsOf: url)
      let (plan, engine) = try Self.plan(checkpoint.metadata, name)
      let network = try plan.makeNetwork(
        classCount: checkpoint.metadata.classNames.count,
        engine: engine,
        seed: 0,
        weights: nil
      )
      try network.load(checkpoint, from: name)
      (metadata, normalization) = (checkpoint.metadata, checkpoint.normalization)
      classify = { pictures in
        let output = network.head.forward(try network.evaluate(.whole, pictures))
        return (output.logits, output.minimumDistances.values)
      }
    }
  }

  /// The plan of the experiment that a checkpoint carries, and its engine.
  private static func plan(_ metadata: Checkpoint.Metadata, _ name: String) throws -> (
    Plan, Engine
  ) {
    let plan: Plan
    do {
      plan = try Plan(Experiment(yaml: metadata.experiment, file: name))
    } catch {
      throw WorkbenchError.unfit(checkpoint: name, problem: "holds a bad experiment: \(error)")
    }
    let settings = plan.experiment.engine
    let engine = Engine(
      threads: settings.threads,
      convolution: settings.convolution.algorithm,
      choices: .ofThisMachine(threads: settings.threads)
    )
    return (plan, engine)
  }

  /// Classifies the pictures of a folder: a directory per class, or such a directory named `test`.
  ///
  /// `progress` hears of finished batches.
  package func predictions(
    on folder: URL,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> Predictions {
    let dataset = try self.dataset(folder)
    let images = dataset.test.images
    let loader = ImageLoader(
      images: images,
      transform: normalization.transform(imageSize: metadata.imageSize)
    )
    let size = 32
    var (logits, distances): ([Float], [Float]?) = ([], nil)
    var done = 0
    try loader.forEachBatch(order: Array(images.indices), batchSize: size) { batch in
      let output = try classify(batch.images)
      logits += output.logits.values
      if let found = output.distances { distances = (distances ?? []) + found.values }
      done += 1
      progress(done, (images.count + size - 1) / size)
    }
    return Predictions(
      checkpoint: name,
      stage: metadata.stage,
      classNames: dataset.classNames,
      images: images.map(\.path),
      labels: images.map(\.classIndex),
      logits: Tensor(logits, shape: [images.count, dataset.classCount]),
      minimumSquaredDistances: distances.map {
        Tensor($0, shape: [images.count, $0.count / images.count])
      }
    )
  }

  private func dataset(_ folder: URL) throws -> Dataset {
    var folder = folder
    let test = folder.appendingPathComponent("test")
    if !metadata.classNames.contains("test"),
      FileManager.default.fileExists(atPath: test.path)
    {
      folder = test
    }
    let split = folder.lastPathComponent
    let dataset = try ImageFolder.load(
      name: folder.relativePath,
      root: folder.deletingLastPathComponent(),
      train: split,
      projection: split,
      test: split
    )
    let expected = metadata.classNames
    guard dataset.classNames == expected else {
      let missing = expected.filter { !dataset.classNames.contains($0) }
      let unknown = dataset.classNames.filter { !expected.contains($0) }
      throw DatasetError(
        dataset: folder.relativePath,
        problems: missing.map { "class '\($0)' of the checkpoint has no directory here" }
          + unknown.map { "class '\($0)' is none of the checkpoint's; leave it out" }
      )
    }
    return dataset
  }
}
