package import Tensors

/// The tensors of a foreign file.
package struct NamedTensors: Equatable, Sendable {
  /// The names in the order of the file.
  package private(set) var names: [String] = []
  package private(set) var tensors: [String: Tensor] = [:]
  /// The names of arrays that were left out, for their elements are no floating-point numbers.
  package private(set) var skippedNames: [String] = []

  package init() {}

  package subscript(name: String) -> Tensor? { tensors[name] }

  /// Adds a tensor [any shape]; false where there is one of this name.
  @discardableResult
  package mutating func append(_ tensor: Tensor, named name: String) -> Bool {
    guard tensors.updateValue(tensor, forKey: name) == nil else { return false }
    names.append(name)
    return true
  }

  mutating func skip(_ name: String) { skippedNames.append(name) }
}
