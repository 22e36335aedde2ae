/// The tensors of a pickled state dict or module, by their names in a state dict.
struct StateDictionary {
  private let pickle: Pickle
  /// In the file's order; nil where the pickle holds neither.
  private(set) var tensors: [(name: String, value: Pickle.Value)]?

  /// Modules do not nest deeper, nor have longer names, nor have more attributes and members in all; hostile files, where
  /// modules contain each other many times, are left at that.
  private static let limits = (depth: 64, count: 1_000_000, name: 4096)

  init(_ pickle: Pickle) {
    self.pickle = pickle
    if let entries = pickle.entries(pickle.root) {
      // Training scripts wrap the state dict beside epoch and optimiser.
      let inner = entries.first { ["state_dict", "model_state_dict", "model"].contains($0.key) }
      if let inner, let entries = pickle.entries(inner.value) {
        tensors = parameters(of: entries)
      } else if let inner, isModule(inner.value) {
        tensors = tensors(ofModule: inner.value)
      } else {
        tensors = parameters(of: entries)
      }
    } else if isModule(pickle.root) {
      tensors = tensors(ofModule: pickle.root)
    }
  }

  private func parameters(
    of entries: [(key: String, value: Pickle.Value)]
  ) -> [(name: String, value: Pickle.Value)] {
    entries.filter { TorchView.isOne($0.value, of: pickle) }.map { ($0.key, $0.value) }
  }

  private func state(of value: Pickle.Value) -> [(key: String, value: Pickle.Value)]? {
    guard case .node(let index) = value, case .call = pickle.nodes[index].kind else { return nil }
    return pickle.entries(pickle.nodes[index].state)
  }

  private func isModule(_ value: Pickle.Value) -> Bool {
    state(of: value)?.contains { $0.key == "_modules" } ?? false
  }

  /// Parameters and buffers of a module and then of its submodules, as `Module.state_dict` has them.
  private func tensors(ofModule root: Pickle.Value) -> [(name: String, value: Pickle.Value)] {
    var result: [(name: String, value: Pickle.Value)] = []
    var count = 0
    func visit(_ module: Pickle.Value, prefix: String, depth: Int) {
      guard depth < Self.limits.depth, prefix.utf8.count < Self.limits.name,
        count < Self.limits.count, let state = state(of: module)
      else { return }
      count += state.count
      func members(_ key: String) -> [(key: String, value: Pickle.Value)] {
        let members = state.first { $0.key == key }.flatMap { pickle.entries($0.value) } ?? []
        count += members.count
        return members
      }
      for entry in parameters(of: members("_parameters")) + parameters(of: members("_buffers")) {
        result.append((prefix + entry.name, entry.value))
      }
      for entry in members("_modules") {
        visit(entry.value, prefix: prefix + entry.key + ".", depth: depth + 1)
      }
    }
    visit(root, prefix: "", depth: 0)
    return result
  }
}
