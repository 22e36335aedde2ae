package import Engine
package import Experiments
package import ProtoPNet
import Recipe

/// The network of an experiment's model.
package enum ModelNetwork {
  case protopnet(PrototypeNetwork)
  case baseline(BaselineNetwork)

  /// Tells the models apart; traps for a network of another class.
  init(_ network: any TrainedNetwork) {
    switch network {
    case let network as PrototypeNetwork: self = .protopnet(network)
    case let network as BaselineNetwork: self = .baseline(network)
    default: preconditionFailure("a network of no model: \(type(of: network))")
    }
  }

  /// The network as the trainer takes it.
  package var trained: any TrainedNetwork {
    switch self {
    case .protopnet(let network): network
    case .baseline(let network): network
    }
  }
}

extension Plan {
  /// What the experiment's feature maps consist of.
  ///
  /// - Throws: `ExperimentError` where the processor does not compute with it.
  func precision() throws(ExperimentError) -> Precision {
    let precision = experiment.engine.precision ?? .float32
    guard precision == .float32 || Engine.computesBFloat16 else {
      throw experiment.problem(
        at: "engine.precision",
        "this processor has no instructions for bfloat16 (\(Engine.instructionSet)); "
          + "compute on one with AVX512_BF16 or AMX, or with 'float32'"
      )
    }
    return precision
  }

  /// An engine with the experiment's threads, convolutions and precision.
  ///
  /// - Throws: `ExperimentError` where the processor does not compute with the precision.
  package func makeEngine(_ choices: ConvolutionChoices = ConvolutionChoices())
    throws(ExperimentError)
    -> Engine
  {
    Engine(
      threads: experiment.engine.threads,
      convolution: experiment.engine.convolution,
      precision: try precision(),
      choices: choices
    )
  }

  /// The network that a run of the experiment begins with, for K classes.
  ///
  /// - Throws: `ExperimentError` where a declared P is not a multiple of K, ``RunError`` where the
  ///   start checkpoint does not fit.
  package func makeModel(
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
