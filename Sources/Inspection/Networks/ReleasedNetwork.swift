import Checkpoints
import Datasets
import Engine
package import Experiments
package import Foundation
import Networks
import ProtoPNet
import Recipe
import Runs
import Tensors

/// Exchange of whole networks with the released code.
package enum ReleasedNetwork {
  /// Makes a checkpoint of the released code's file, for the network that an experiment declares.
  ///
  /// Class names are the data set's where it is there, and numbers otherwise.
  ///
  /// - Throws: `CheckpointError` for a file that is no such network, `DatasetError` for a damaged data
  ///   set, ``RunError`` naming every parameter that does not fit the experiment's.
  package static func importFile(_ url: URL, as experiment: Experiment, to output: URL) throws {
    guard experiment.model == .protopnet else {
      throw experiment.problem(
        at: "model",
        "the released code's networks have prototypes; leave out 'model'"
      )
    }
    let released = try ReleasedStateDict(contentsOf: url)
    let plan = try Plan(experiment)
    let (classCount, count) = (released.lastLayer.shape[0], released.lastLayer.shape[1])
    guard classCount > 0, count % classCount == 0 else {
      throw RunError.unfit(
        checkpoint: url.relativePath,
        problem: "has \(count) prototypes for \(classCount) classes; after pruning the classes of "
          + "the prototypes are not in the file, so import the network from before it"
      )
    }
    let network = try plan.makeNetwork(
      classCount: classCount,
      engine: Engine(threads: experiment.engine.threads),
      seed: 0,
      weights: nil,
      perClass: count / classCount
    )
    let data = ExperimentData(experiment)
    let names = data.isHere ? try data.list().classNames : nil
    var checkpoint = Checkpoint(
      metadata: Checkpoint.Metadata(
        experiment: experiment.resolvedYAML,
        experimentDigest: "\(experiment.digest)",
        architecture: plan.backbone.description,
        imageSize: experiment.data.imageSize,
        classNames: names?.count == classCount
          ? names ?? [] : (1...classCount).map { "class-\($0)" },
        stage: "imported",
        epoch: 0,
        seed: 0,
        createdBy: Program.name
      ),
      normalization: experiment.normalization(nil),
      parameters: released.parameters,
      prototypes: Checkpoint.Prototypes(network.head.prototypeLayer, sources: nil),
      lastLayer: released.lastLayer
    )
    checkpoint.prototypes.vectors = released.prototypes
    try network.load(checkpoint, from: url.relativePath)
    checkpoint.parameters = network.checkpointParameters
    try checkpoint.write(to: output)
  }

  /// Writes a checkpoint's network as safetensors under the released code's names.
  ///
  /// - Throws: `CheckpointError` for a checkpoint that cannot be read, or a file that cannot be
  ///   written.
  package static func exportFile(_ checkpoint: URL, to output: URL) throws {
    try ReleasedStateDict.write(try Checkpoint(contentsOf: checkpoint), to: output)
  }
}
