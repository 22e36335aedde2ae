package import Tensors

/// The tensors of a foreign file.
package struct NamedTensors: Equatable, Sendable {
  /// The names in the order of the file.
  package private(set) var names: [String] = []
  package private(set) var tensors: [String: Tensor] = [:]
  /// The names of tensors that were left out, for their elements are no floating-point numbers.
  package private(set) var skippedNames: [String] = []
  /// Why each was left out, a predicate such as `holds integers`.
  private var reasons: [String: String] = [:]
  /// What a network says of itself beside its tensors; nil for files of tensors alone.
  package var module: ReleasedModule?
  /// Whether the file is of ONNX, which may have changed the network.
  var isOfONNX = false

  package init() {}

  package subscript(name: String) -> Tensor? { tensors[name] }

  /// Why a tensor was left out; nil for one that was not.
  package func reason(of name: String) -> String? { reasons[name] }

  /// Adds a tensor [any shape]; false where there is one of this name.
  @discardableResult
  package mutating func append(_ tensor: Tensor, named name: String) -> Bool {
    guard tensors.updateValue(tensor, forKey: name) == nil else { return false }
    names.append(name)
    return true
  }

  mutating func skip(_ name: String, _ reason: String) {
    skippedNames.append(name)
    reasons[name] = reason
  }
}
