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
  /// Class names are the data set's where it is there, and numbers otherwise. What a whole pickled
  /// network says of itself goes before what the experiment declares. `key` names one of several
  /// dictionaries of tensors. Returns what the user should know of how the network was taken over.
  ///
  /// - Throws: `CheckpointError` for a file that is no such network or one that cannot be expressed
  ///   here, `DatasetError` for a damaged data set, ``RunError`` naming every parameter that does not
  ///   fit the experiment's.
  @discardableResult
  package static func importFile(
    _ url: URL,
    as declared: Experiment,
    to output: URL,
    key: String? = nil,
    allowingNonFinite: Bool = false
  ) throws -> [String] {
    guard declared.model == .protopnet else {
      throw declared.problem(
        at: "model",
        "the released code's networks have prototypes; leave out 'model'"
      )
    }
    let released = try ReleasedStateDict(
      contentsOf: url,
      key: key,
      allowingNonFinite: allowingNonFinite
    )
    let classCount = released.lastLayer.shape[0]
    let facts = try ReleasedFacts(released, of: url, declared)
    let experiment = facts.experiment
    let plan = try Plan(experiment)
    try facts.requireLayers(of: plan)
    let network = try plan.makeNetwork(
      classCount: classCount,
      engine: Engine(threads: experiment.engine.threads),
      seed: 0,
      weights: nil
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
        stage: Checkpoint.importedStage,
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
    checkpoint.prototypes.classes = released.classes
    try network.load(checkpoint, from: url.relativePath)
    checkpoint.parameters = network.checkpointParameters
    try checkpoint.write(to: output)
    return released.notes + facts.notes
  }

  /// Writes a checkpoint's network as safetensors under the released code's names.
  ///
  /// - Throws: `CheckpointError` for a checkpoint that cannot be read, or a file that cannot be
  ///   written.
  package static func exportFile(_ checkpoint: URL, to output: URL) throws {
    try ReleasedStateDict.write(try Checkpoint(contentsOf: checkpoint), to: output)
  }
}
