import Datasets
import Engines
import Experiments
import Networks
import ProtoPNet
import Recipe
import Tensors

extension Plan {
  /// Sees to it that the largest step, and the rows that a stage keeps in memory, can be had for pictures of
  /// which the copies are made.
  ///
  /// - Throws: ``RunError/memory(_:)``, and as ``largestStep(batchSize:)``.
  func requireMemory(for dataset: Dataset) throws {
    // A GPU has memory of its own, and says itself what it has not.
    guard experiment.engine.place.isProcessor else { return }
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

  /// A network of the experiment's layers with as few classes and prototypes as there can be, whose passes are
  /// compiled to see what they take.
  ///
  /// - Throws: `ExperimentError` where it cannot be made.
  func networkToMeasure() throws(ExperimentError) -> ConvolutionalNetwork {
    let engine = try makeProcessorEngine(convolution: .winograd)
    return switch experiment.model {
    case .protopnet:
      try makeNetwork(classCount: 2, engine: engine, seed: nil, weights: nil, perClass: 1)
    case .baseline: makeBaseline(classCount: 2, engine: engine, seed: nil, weights: nil)
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
    let network = try networkToMeasure()
    let (batch, shares) = (
      batchSize ?? experiment.optimizer.batchSize, experiment.optimizer.shareCount
    )
    func workingByteCount(_ count: Int, _ mode: Mode) throws(NetworkError) -> Int {
      let size = experiment.data.imageSize
      return try network.compiled(.whole, shape: [count, 3, size, size], mode: mode)
        .workingByteCount
    }
    let parameters = network.parameters.trainableCount * 4
    guard trainsAll else {
      return (try workingByteCount(batch, .evaluation) + 3 * parameters, false)
    }
    let training = Mode(batchNormalization: .train, trainsFrom: 0)
    var working = try workingByteCount((batch + shares - 1) / shares, training)
    // A batch of several shares is evaluated as one, and of their gradients some sums wait for others.
    if shares > 1 { working = max(working, try workingByteCount(batch, .evaluation)) }
    let sums = shares > 1 ? shares.trailingZeroBitCount + 1 : 0
    // Values and two moments of Adam; gradients lie in the working memory.
    return (working + (3 + sums) * parameters, true)
  }
}
