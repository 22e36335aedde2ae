import Checkpoints
import Engine
import Engines
import Experiments
import Foundation
import Images
import Networks
import ProtoPNet
import Runs

/// A network as a checkpoint holds it, built from the experiment that the checkpoint carries.
struct RestoredNetwork {
  /// The checkpoint's file.
  let name: String
  let metadata: Checkpoint.Metadata
  /// The experiment that the checkpoint carries.
  let experiment: Experiment
  let network: ModelNetwork
  /// Where the prototypes come from; nil for a baseline and before the first projection.
  let sources: [PrototypeSource]?
  /// How a picture becomes an input of the network, as the experiment in the checkpoint says.
  let transform: InputTransform

  /// Which tensors hold values that are no numbers, and what to do, in half a sentence.
  var nonFiniteText: String {
    let tensors = network.trained.nonFiniteTensors
    guard let first = tensors.first else {
      return "all its parameters are finite, but too large; name the checkpoint of an earlier stage"
    }
    let rest = tensors.count > 1 ? " and \(tensors.count - 1) more tensors hold" : " holds"
    return "'\(first.name)'\(rest) such values; name another checkpoint"
  }

  /// Reads a checkpoint of either model.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read or, unless allowed, holds values that
  ///   are not finite, ``RunError`` for one whose parameters are not those of its experiment.
  init(contentsOf url: URL, allowingNonFinite: Bool) throws {
    name = url.relativePath
    if try BaselineCheckpoint.isBaseline(url) {
      let checkpoint = try BaselineCheckpoint(contentsOf: url, allowingNonFinite: allowingNonFinite)
      metadata = checkpoint.metadata
      let (plan, engine) = try Self.plan(metadata, name)
      transform = checkpoint.normalization.transform(
        plan.experiment.data,
        imageSize: metadata.imageSize
      )
      let network = plan.makeBaseline(
        classCount: metadata.classNames.count,
        engine: engine,
        seed: nil,
        weights: nil
      )
      try network.load(checkpoint, from: name)
      (experiment, self.network, sources) = (plan.experiment, .baseline(network), nil)
    } else {
      let checkpoint = try Checkpoint(
        contentsOf: url,
        allowingNonFinite: allowingNonFinite,
        withOptimizers: false
      )
      metadata = checkpoint.metadata
      let (plan, engine) = try Self.plan(metadata, name)
      transform = checkpoint.normalization.transform(
        plan.experiment.data,
        imageSize: metadata.imageSize
      )
      let network = try plan.makeNetwork(
        classCount: metadata.classNames.count,
        engine: engine,
        seed: nil,
        weights: nil
      )
      try network.load(checkpoint, from: name)
      (experiment, self.network) = (plan.experiment, .protopnet(network))
      sources = checkpoint.prototypes.sources
    }
  }

  /// The plan of the experiment that a checkpoint carries, and its engine.
  private static func plan(_ metadata: Checkpoint.Metadata, _ name: String) throws -> (
    Plan, any ComputeEngine
  ) {
    let plan: Plan
    do {
      plan = try Plan(Experiment(yaml: metadata.experiment, file: name))
    } catch {
      throw RunError.unfit(checkpoint: name, problem: "holds a bad experiment: \(error)")
    }
    do {
      let choices = ConvolutionChoices.ofThisMachine(threads: plan.experiment.engine.threads)
      return (plan, try plan.makeProcessorEngine(choices))
    } catch {
      throw RunError.unfit(checkpoint: name, problem: "cannot be computed with: \(error)")
    }
  }
}
