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
  /// The class of each prototype, 0-based.
  package let classes: [Int]
  /// What a whole pickled network, or an export of this program, says of itself; nil for a state dict.
  package let module: ReleasedModule?
  /// What the user should know of how the network was found.
  package let notes: [String]

  private static let prototypesName = "prototype_vectors"
  private static let onesName = "ones"
  private static let lastLayerName = "last_layer.weight"
  private static let identityName = "prototype_class_identity"
  /// The prefixes of the groups there, and in a checkpoint.
  private static let groups = [("features.", "backbone/"), ("add_on_layers.", "add_on_layers/")]

  /// Reads a file of any kind that ``WeightsImport`` knows, of a state dict or a pickled module.
  ///
  /// `key` names one of several dictionaries of tensors.
  ///
  /// - Throws: ``CheckpointError`` naming what is missing or not of such a network, and, unless
  ///   allowed, what is not finite.
  package init(
    contentsOf url: URL,
    key: String? = nil,
    allowingNonFinite: Bool = false
  ) throws(CheckpointError) {
    let known: Set = [Self.prototypesName, Self.lastLayerName]
    let foreign = try WeightsImport.tensors(
      from: url,
      selecting: TensorSelection(key: key) { PlainNames($0, known: known).knownCount == 2 }
    )
    let names = PlainNames(foreign.names + foreign.skippedNames, known: known)
    var parameters: [String: Tensor] = [:]
    var (prototypes, lastLayer, identity): (Tensor?, Tensor?, Tensor?)
    var (strangers, problems): ([String], [String]) = ([], [])
    let isPart = { (name: String) in
      known.contains(name) || Self.groups.contains { name.hasPrefix($0.0) }
    }
    var taken: Set<String> = []
    for (name, plain) in names.names {
      let tensor = foreign[name]
      if !taken.insert(plain).inserted { problems.append("'\(name)' is a second '\(plain)'") }
      guard !plain.hasSuffix("num_batches_tracked") else { continue }
      if tensor == nil, isPart(plain), let reason = foreign.reason(of: name) {
        problems.append("'\(name)' \(reason)")
      }
      switch plain {
      case Self.prototypesName: prototypes = tensor
      case Self.lastLayerName: lastLayer = tensor
      case Self.identityName: identity = tensor
      case Self.onesName: break
      default:
        // What is no floating-point number is no parameter of anybody's.
        guard let tensor else { continue }
        guard let group = Self.groups.first(where: { plain.hasPrefix($0.0) }) else {
          strangers.append("'\(name)'")
          continue
        }
        parameters[group.1 + plain.dropFirst(group.0.count)] = tensor
      }
    }
    if names.rivals.count > 1 {
      let prefixes = names.rivals.map { "'\($0)'" }.listed(atMost: 8)
      problems = ["it has several networks, by the prefixes \(prefixes)"]
    }
    let remedy = "name a state dict of the released code's PPNet, or the whole network"
    guard problems.isEmpty else {
      throw CheckpointError(
        file: url.path,
        problem: "cannot be taken over: \(problems.listed(atMost: 8))",
        remedy: remedy
      )
    }
    guard let prototypes, prototypes.shape.rank == 4, let lastLayer, lastLayer.shape.rank == 2,
      lastLayer.shape[1] == prototypes.shape[0], lastLayer.shape.count > 0, strangers.isEmpty
    else {
      let pattern = PlainNames.pattern(of: foreign.names).map { "; \($0)" } ?? ""
      throw CheckpointError(
        file: url.path,
        problem: prototypes != nil && lastLayer != nil && !strangers.isEmpty
          ? "holds \(strangers.listed(atMost: 5)), which no ProtoPNet has"
          : "has no '\(Self.prototypesName)' [P, D, H1, W1] with '\(Self.lastLayerName)' [K, P]"
            + " among its \(foreign.names.count) tensors\(pattern)",
        remedy: remedy
      )
    }
    try NonFiniteNumbers.check(
      Array(parameters) + [(Self.prototypesName, prototypes), (Self.lastLayerName, lastLayer)],
      in: url.path,
      allowed: allowingNonFinite
    )
    let classes =
      if let identity = foreign.module?.classIdentity ?? identity {
        try ReleasedClasses(identity: identity, lastLayer: lastLayer, in: url.path)
      } else if let classes = foreign.module?.classes {
        try ReleasedClasses(classes, lastLayer: lastLayer, in: url.path)
      } else {
        try ReleasedClasses(lastLayer: lastLayer, in: url.path)
      }
    (self.parameters, self.prototypes, self.lastLayer) = (parameters, prototypes, lastLayer)
    (self.classes, module) = (classes.classes, foreign.module)
    notes = [names.note(on: url.lastPathComponent)].compactMap { $0 } + classes.notes
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
    file.metadata = ReleasedModule.metadata(of: checkpoint.prototypes)
    try file.write(to: url)
  }
}
