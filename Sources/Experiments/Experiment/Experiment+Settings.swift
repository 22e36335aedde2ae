import Yams

extension Experiment {
  /// One key of a resolved experiment, as `--set` takes it, and its value as YAML.
  package struct Setting: Equatable, Sendable {
    package var key: String
    package var value: String
  }

  /// Every key of the resolved file with its value, in the file's order.
  package var settings: [Setting] {
    guard let root = try? Yams.compose(yaml: resolvedYAML) else {
      preconditionFailure("a resolved experiment is YAML")
    }
    return root.leaves(at: "")
  }

  /// The keys at which two lists of settings differ, the first list's before those of the second alone;
  /// nil stands for a key that a list does not have.
  package static func differences(
    _ first: [Setting],
    _ second: [Setting]
  ) -> [(key: String, first: String?, second: String?)] {
    let values = [first, second].map { settings in
      Dictionary(uniqueKeysWithValues: settings.map { ($0.key, $0.value) })
    }
    let added = second.map(\.key).filter { values[0][$0] == nil }
    return (first.map(\.key) + added).filter { values[0][$0] != values[1][$0] }
      .map { ($0, values[0][$0], values[1][$0]) }
  }
}

extension Node {
  /// The scalars, and lists of scalars, below a node.
  fileprivate func leaves(at key: String) -> [Experiment.Setting] {
    switch self {
    // A section that holds nothing is written as a key alone.
    case .scalar(let scalar):
      return scalar.string.isEmpty ? [] : [.init(key: key, value: scalar.string)]
    case .mapping(let mapping):
      return mapping.flatMap { name, node in
        node.leaves(at: (key.isEmpty ? "" : key + ".") + (name.string ?? ""))
      }
    case .sequence(let items):
      let texts = items.compactMap { $0.scalar?.string }
      if texts.count == items.count {
        return [.init(key: key, value: "[\(texts.joined(separator: ", "))]")]
      }
      return items.enumerated().flatMap { $0.element.leaves(at: "\(key)[\($0.offset)]") }
    case .alias: preconditionFailure("a resolved experiment has no aliases")
    }
  }
}
