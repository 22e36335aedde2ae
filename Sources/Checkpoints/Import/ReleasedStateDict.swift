package import Foundation
package import Tensors

/// A whole network under the names of the released code's state dict.
///
/// Source: model.py. `ones` is a constant of the prototype layer; counters of batches belong to
/// PyTorch's batch normalisation. Neither has a meaning here.
package struct ReleasedStateDict {
  /// The convolutional layers by their names in a checkpoint.
  package let parameters: [String: Tensor]
  /// [P, D, H1, W1].
  package let prototypes: Tensor
  /// [K, P].
  package let lastLayer: Tensor

  private static let prototypesName = "prototype_vectors"
  private static let onesName = "ones"
  private static let lastLayerName = "last_layer.weight"
  /// The prefixes of the groups there, and in a checkpoint.
  private static let groups = [("features.", "backbone/"), ("add_on_layers.", "add_on_layers/")]

  /// Reads a file of any kind that ``WeightsImport`` knows, of a state dict or a pickled module.
  ///
  /// - Throws: ``CheckpointError`` naming what is missing or not of such a network.
  package init(contentsOf url: URL) throws(CheckpointError) {
    let foreign = try WeightsImport.tensors(from: url)
    // Networks that were trained on several GPUs carry their wrapper's name.
    let isWrapped = foreign.names.allSatisfy { $0.hasPrefix("module.") }
    var parameters: [String: Tensor] = [:]
    var (prototypes, lastLayer): (Tensor?, Tensor?)
    var strangers: [String] = []
    for name in foreign.names {
      let plain = isWrapped ? String(name.dropFirst("module.".count)) : name
      switch plain {
      case Self.prototypesName: prototypes = foreign[name]
      case Self.lastLayerName: lastLayer = foreign[name]
      case Self.onesName: break
      default:
        if let group = Self.groups.first(where: { plain.hasPrefix($0.0) }) {
          parameters[group.1 + plain.dropFirst(group.0.count)] = foreign[name]
        } else {
          strangers.append(name)
        }
      }
    }
    guard let prototypes, prototypes.shape.rank == 4, let lastLayer, lastLayer.shape.rank == 2,
      lastLayer.shape[1] == prototypes.shape[0], strangers.isEmpty
    else {
      throw CheckpointError(
        file: url.path,
        problem: strangers.isEmpty
          ? "has no '\(Self.prototypesName)' [P, D, H1, W1] with '\(Self.lastLayerName)' [K, P]"
          : "holds \(strangers.prefix(5).map { "'\($0)'" }.joined(separator: ", ")), "
            + "which no ProtoPNet has",
        remedy: "name a state dict of the released code's PPNet, or the whole network"
      )
    }
    self.parameters = parameters
    self.prototypes = prototypes
    self.lastLayer = lastLayer
  }

  /// Writes a checkpoint's network as safetensors that `PPNet.load_state_dict` takes strictly.
  package static func write(_ checkpoint: Checkpoint, to url: URL) throws(CheckpointError) {
    var file = SafeTensorsWriter()
    for (name, tensor) in checkpoint.parameters {
      let group = groups.first { name.hasPrefix($0.1) }
      let plain = group.map { $0.0 + name.dropFirst($0.1.count) } ?? name
      file.append(tensor, named: plain)
      if plain.hasSuffix(".running_mean") {
        file.appendCounter(named: plain.dropLast("running_mean".count) + "num_batches_tracked")
      }
    }
    let vectors = checkpoint.prototypes.vectors
    file.append(vectors, named: prototypesName)
    file.append(Tensor(repeating: 1, shape: vectors.shape), named: onesName)
    file.append(checkpoint.lastLayer, named: lastLayerName)
    try file.write(to: url)
  }
}
