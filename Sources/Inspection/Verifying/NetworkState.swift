import Checkpoints
import Digests
import Experiments
import Foundation
import ProtoPNet
import Recipe
import Runs
import Tensors

/// All values of a network, to see which of them a stage changed.
struct NetworkState {
  let parameters: [String: Tensor]
  /// Nil for a baseline.
  let prototypes, lastLayer: Tensor?

  init(_ network: ModelNetwork) {
    parameters = network.trained.checkpointParameters
    guard case .protopnet(let network) = network else {
      (prototypes, lastLayer) = (nil, nil)
      return
    }
    prototypes = network.head.prototypeLayer.prototypes
    lastLayer = network.head.lastLayer.weight
  }

  /// Reads the checkpoint of a run with a network of a model.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read.
  init(contentsOf file: URL, _ network: ModelNetwork) throws {
    switch network {
    case .protopnet:
      let checkpoint = try Checkpoint(contentsOf: file)
      parameters = checkpoint.parameters
      (prototypes, lastLayer) = (checkpoint.prototypes.vectors, checkpoint.lastLayer)
    case .baseline:
      parameters = try BaselineCheckpoint(contentsOf: file).parameters
      (prototypes, lastLayer) = (nil, nil)
    }
  }

  /// The digest of the parameters whose names satisfy a condition, with names and shapes.
  func digest(where isIncluded: (String) -> Bool = { _ in true }) -> SHA256Digest {
    SHA256Digest(parameters.filter { isIncluded($0.key) })
  }
}

extension RunVerifier {
  /// Checks that a stage left alone what the paper says it leaves alone.
  func verifyFrozenParts(
    _ stage: Stage,
    _ before: NetworkState,
    _ after: NetworkState,
    _ result: inout Verification
  ) {
    let normalization = plan.experiment.backbone.batchNormalization
    var keepsRunningStatistics = true
    var (prefix, keepsPrototypes, keepsLastLayer) = ("", false, false)
    switch stage {
    case .joint:
      // A baseline's joint stage may change everything.
      prefix = "nothing"
      keepsLastLayer = true
    case .warmUp:
      prefix = PrototypeNetwork.backbonePrefix
      keepsRunningStatistics = normalization.warmUp == .evaluate
      keepsLastLayer = true
    case .projection: keepsLastLayer = true
    case .lastLayer:
      keepsRunningStatistics = normalization.lastLayer == .evaluate
      keepsPrototypes = true
    case .pruning: break
    }
    let isFrozen = { (name: String) in
      name.hasPrefix(prefix) && (keepsRunningStatistics || !name.contains(".running_"))
    }
    var problems: [String] = []
    let digest = after.digest(where: isFrozen)
    if before.digest(where: isFrozen) != digest {
      let names = after.parameters.keys.sorted().filter {
        isFrozen($0) && before.parameters[$0] != after.parameters[$0]
      }
      problems.append("parameters changed that the stage does not train: \(names.prefix(5))")
    }
    if keepsPrototypes, before.prototypes != after.prototypes {
      problems.append("the prototypes changed")
    }
    if keepsLastLayer, before.lastLayer != after.lastLayer {
      problems.append("the last layer changed")
    }
    let frozen =
      switch stage {
      case .joint where after.lastLayer == nil: ""
      case .joint: "the last layer is"
      case .warmUp where after.lastLayer == nil: "backbone (\(digest.prefix(12))) is"
      case .warmUp: "backbone (\(digest.prefix(12))) and last layer are"
      case .projection: "backbone, add-on layers (\(digest.prefix(12))) and last layer are"
      case .lastLayer:
        "backbone, add-on layers (\(digest.prefix(12))) and prototypes are"
      case .pruning: "backbone and add-on layers (\(digest.prefix(12))) are"
      }
    if !frozen.isEmpty {
      result.expect(stage.name, "\(frozen) as before the stage", failing: problems)
    }
  }
}
