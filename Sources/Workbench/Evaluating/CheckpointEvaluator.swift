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
  private let checkpoint: Checkpoint
  private let network: PrototypeNetwork
  private let name: String

  /// Builds the network of a checkpoint from the experiment it carries.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read, ``WorkbenchError`` for one whose
  ///   parameters are not those of its experiment.
  package init(checkpoint url: URL) throws {
    name = url.relativePath
    checkpoint = try Checkpoint(contentsOf: url)
    let plan: Plan
    do {
      plan = try Plan(Experiment(yaml: checkpoint.metadata.experiment, file: name))
    } catch {
      throw WorkbenchError.unfit(checkpoint: name, problem: "holds a bad experiment: \(error)")
    }
    let settings = plan.experiment.engine
    network = try plan.makeNetwork(
      classCount: checkpoint.metadata.classNames.count,
      engine: Engine(
        threads: settings.threads,
        convolution: settings.convolution.algorithm,
        choices: .ofThisMachine(threads: settings.threads)
      ),
      seed: 0,
      weights: nil
    )
    try network.load(checkpoint, from: name)
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
      transform: checkpoint.normalization.transform(imageSize: checkpoint.metadata.imageSize)
    )
    let (size, classCount) = (32, dataset.classCount)
    let prototypeCount = network.head.prototypeLayer.prototypeCount
    var (logits, distances): ([Float], [Float]) = ([], [])
    var done = 0
    try loader.forEachBatch(order: Array(images.indices), batchSize: size) { batch in
      let output = network.head.forward(try network.evaluate(.whole, batch.images))
      logits += output.logits.values
      distances += output.minimumDistances.values.values
      done += 1
      progress(done, (images.count + size - 1) / size)
    }
    return Predictions(
      checkpoint: name,
      stage: checkpoint.metadata.stage,
      classNames: dataset.classNames,
      images: images.map(\.path),
      labels: images.map(\.classIndex),
      logits: Tensor(logits, shape: [images.count, classCount]),
      minimumSquaredDistances: Tensor(distances, shape: [images.count, prototypeCount])
    )
  }

  private func dataset(_ folder: URL) throws -> Dataset {
    var folder = folder
    let test = folder.appendingPathComponent("test")
    if !checkpoint.metadata.classNames.contains("test"),
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
    let expected = checkpoint.metadata.classNames
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
