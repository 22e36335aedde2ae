/// Finds the dictionaries of tensors in a pickle, whatever they are wrapped in.
struct TensorSearch {
  /// The tensors of a state dict or of a module, by their names in a state dict.
  struct Dictionary {
    /// The keys that lead to it, such as `state_dict`; empty for the pickle's own object.
    let path: String
    /// In the file's order.
    let tensors: [(name: String, value: Pickle.Value)]
    /// The module, where it is one.
    let module: PickledModule?
  }

  /// Wrappers do not nest deeper, nor lead their lists to more objects.
  private static let limits = (depth: 12, elements: 64, dictionaries: 1000, path: 1000)

  private let pickle: Pickle
  private(set) var dictionaries: [Dictionary] = []
  private var visited: Set<Int> = []

  init(_ pickle: Pickle) {
    self.pickle = pickle
    visit(pickle.root, path: "", depth: 0)
  }

  private mutating func visit(_ value: Pickle.Value, path: String, depth: Int) {
    guard case .node(let index) = value, depth < Self.limits.depth,
      path.utf8.count < Self.limits.path, dictionaries.count < Self.limits.dictionaries,
      visited.insert(index).inserted
    else { return }
    if let module = PickledModule(value, of: pickle) {
      dictionaries.append(Dictionary(path: path, tensors: module.tensors, module: module))
      return
    }
    var entries = pickle.entries(value) ?? []
    let tensors = entries.filter { PickledTensor($0.value, of: pickle) != nil }
    if !tensors.isEmpty {
      let named = tensors.map { (name: $0.key, value: $0.value) }
      dictionaries.append(Dictionary(path: path, tensors: named, module: nil))
    }
    entries += pickle.attributes(value) ?? []
    let elements = (pickle.elements(value) ?? []).prefix(Self.limits.elements)
    entries += elements.enumerated().map { (String($0.offset), $0.element) }
    for (key, value) in entries {
      visit(value, path: path.isEmpty ? key : "\(path).\(key)", depth: depth + 1)
    }
  }

  /// The one dictionary that is meant.
  ///
  /// - Throws: ``CheckpointError`` where there is none, or several would do.
  func dictionary(
    _ selection: TensorSelection,
    in file: ForeignFile
  ) throws(CheckpointError) -> Dictionary {
    let paths = dictionaries.map { $0.path.isEmpty ? "the file's own" : "'\($0.path.prefix(200))'" }
    if let key = selection.key {
      guard let chosen = dictionaries.first(where: { $0.path == key }) else {
        throw CheckpointError(
          file: file.path,
          problem: "has no dictionary of tensors under the key '\(key)'",
          remedy: paths.isEmpty ? "it has none at all" : "it has \(paths.listed(atMost: 8))"
        )
      }
      return chosen
    }
    var fitting = dictionaries.indices.filter { index in
      selection.isWanted(dictionaries[index].tensors.map(\.name))
    }
    if let first = fitting.first {
      fitting.removeAll { $0 != first && hasSameTensors(dictionaries[$0], dictionaries[first]) }
      guard fitting.count == 1 else {
        throw CheckpointError(
          file: file.path,
          problem: "holds \(fitting.count) dictionaries of tensors that would fit: "
            + fitting.map { paths[$0] }.listed(atMost: 8),
          remedy: "choose one with --key"
        )
      }
      return dictionaries[first]
    }
    guard let largest = dictionaries.max(by: { $0.tensors.count < $1.tensors.count }) else {
      throw file.error(
        pickle.isIncomplete
          ? "holds so many Python objects that the tensors among them were not looked for"
          : "holds neither a state dict nor a module"
      )
    }
    return largest
  }

  /// Whether two dictionaries name the same numbers of the file.
  private func hasSameTensors(_ left: Dictionary, _ right: Dictionary) -> Bool {
    left.tensors.count == right.tensors.count
      && zip(left.tensors, right.tensors).allSatisfy {
        $0.name == $1.name
          && PickledTensor($0.value, of: pickle) == PickledTensor($1.value, of: pickle)
      }
  }
}
