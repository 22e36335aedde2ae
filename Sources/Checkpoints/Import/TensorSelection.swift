/// Which of several dictionaries of tensors in a file is meant.
package struct TensorSelection: Sendable {
  /// The keys that lead to the dictionary, such as `state_dict`; nil for the one that fits.
  let key: String?
  /// Whether these names, of one dictionary, are of what is looked for.
  let isWanted: @Sendable ([String]) -> Bool

  package init(key: String?, isWanted: @escaping @Sendable ([String]) -> Bool) {
    (self.key, self.isWanted) = (key, isWanted)
  }

  /// The dictionary with the most tensors.
  package static let largest = TensorSelection(key: nil) { _ in false }
}
