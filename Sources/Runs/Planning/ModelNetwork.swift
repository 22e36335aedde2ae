package import Engine
package import Engines
import EngineTorch
package import Experiments
package import ProtoPNet
package import Recipe

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
  /// What the experiment's feature maps consist of where oneDNN computes them.
  ///
  /// - Throws: `ExperimentError` where the processor does not compute with it.
  private func precision() throws(ExperimentError) -> Precision {
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

  /// An engine with the experiment's library, device, threads, convolutions and precision.
  ///
  /// - Throws: `ExperimentError` where library or device are not there, or the processor does not compute with the
  ///   precision.
  package func makeEngine(
    _ choices: ConvolutionChoices = ConvolutionChoices()
  ) throws(ExperimentError) -> any ComputeEngine {
    let declared = experiment.engine
    guard declared.library == .torch else { return try makeProcessorEngine(choices) }
    // The head's loops have this engine's threads.
    let threads = Engine(threads: declared.threads).threadCount
    do {
      return try TorchEngine(
        device: declared.place,
        precision: declared.precision ?? .float32,
        threads: threads,
        processorName: Engine.instructionSet
      )
    } catch {
      let key = if case .noDevice = error { "engine.device" } else { "engine.library" }
      throw experiment.problem(at: key, "\(error)")
    }
  }

  /// The engine that is a part of the program, by which networks of every experiment are measured and looked at.
  ///
  /// Convolutions are the experiment's unless others are given; an experiment of another library says nothing of
  /// this one's precision.
  ///
  /// - Throws: `ExperimentError` where the processor does not compute with the precision.
  package func makeProcessorEngine(
    _ choices: ConvolutionChoices = ConvolutionChoices(),
    convolution: ConvolutionAlgorithm? = nil
  ) throws(ExperimentError) -> Engine {
    Engine(
      threads: experiment.engine.threads,
      convolution: convolution ?? experiment.engine.convolution,
      precision: experiment.engine.library == .torch ? .float32 : try precision(),
      choices: choices
    )
  }

  /// The network that a run of the experiment begins with, for K classes.
  ///
  /// - Throws: `ExperimentError` where a declared P is not a multiple of K, ``RunError`` where the
  ///   start checkpoint does not fit.
  package func makeModel(
    classCount: Int,
    engine: any ComputeEngine,
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
