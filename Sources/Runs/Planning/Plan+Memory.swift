import Datasets
import Engine
import Experiments
import ProtoPNet
import Recipe
import Tensors

extension Plan {
  /// Sees to it that the largest step, and the rows that a stage keeps in memory, can be had for pictures of
  /// which the copies are made.
  ///
  /// - Throws: ``RunError/memory(_:)``, and as ``largestStep(batchSize:)``.
  func requireMemory(for dataset: Dataset) throws {
    let size = min(experiment.optimizer.batchSize, dataset.train.count)
    let step = try largestStep(batchSize: size)
    let count = try prototypeCount(classCount: dataset.classCount)
    let rows = cachedRows(imageCount: dataset.train.count, prototypeCount: count).filter {
      !$0.isOnDisk
    }
    let kept = rows.map(\.byteCount).max() ?? 0
    let purpose = "a \(step.trains ? "training step" : "forward pass") of \(size) pictures"
    if let shortage = MemoryShortage(purpose, needs: step.byteCount + kept) {
      throw RunError.memory("\(shortage)")
    }
  }

  /// The memory that the largest step takes, as the engine plans it, pictures and cached features aside.
  ///
  /// It is that of a forward pass where no joint stage trains all layers. Batches are as declared unless
  /// `batchSize` is given.
  ///
  /// - Throws: `ExperimentError`, or `NetworkError` where the engine cannot compile the network.
  package func largestStep(batchSize: Int? = nil) throws -> (byteCount: Int, trains: Bool) {
    let trainsAll = stages.contains { $0.kind == .joint }
    let engine = Engine(threads: experiment.engine.threads)
    let network: ConvolutionalNetwork =
      switch experiment.model {
      case .protopnet:
        try makeNetwork(classCount: 2, engine: engine, seed: 0, weights: nil, perClass: 1)
      case .baseline: makeBaseline(classCount: 2, engine: engine, seed: 0, weights: nil)
      }
    let size = experiment.data.imageSize
    let compiled = try network.compiled(
      .whole,
      shape: [batchSize ?? experiment.optimizer.batchSize, 3, size, size],
      mode: trainsAll ? Mode(batchNormalization: .train, trainsFrom: 0) : .evaluation
    )
    // Values and two moments of Adam; gradients lie in the working memory.
    let parameters = network.parameters.trainableCount * 4 * 3
    return (compiled.workingByteCount + parameters, trainsAll)
  }
}
