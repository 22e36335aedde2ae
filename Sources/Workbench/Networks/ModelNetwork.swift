import Engine
import Experiments
import ProtoPNet

/// The network of an experiment's model.
enum ModelNetwork {
  case protopnet(PrototypeNetwork)
  case baseline(BaselineNetwork)
}

extension Plan {
  /// An engine with the experiment's threads and convolutions.
  func makeEngine(_ choices: ConvolutionChoices) -> Engine {
    Engine(
      threads: experiment.engine.threads,
      convolution: experiment.engine.convolution.algorithm,
      choices: choices
    )
  }

  /// The network that a run of the experiment begins with, for K classes.
  ///
  /// - Throws: `ExperimentError` where a declared P is not a multiple of K, ``WorkbenchError`` where the
  ///   start checkpoint does not fit.
  func makeModel(
    classCount: Int,
    engine: Engine,
    seed: UInt64,
    weights: StartWeights?,
    start: StartCheckpoint?
  ) throws -> ModelNetwork {
    switch experiment.model {
    case .protopnet:
      let network = try makeNetwork(
        classCount: classCount,
        engine: engine,
        seed: seed,
        weights: weights?.parameters
      )
      if let start { try network.load(start.checkpoint, from: start.path) }
      return .protopnet(network)
    case .baseline:
      return .baseline(
        makeBaseline(
          classCount: classCount,
          engine: engine,
          seed: seed,
          weights: weights?.parameters
        )
      )
    }
  }
}
