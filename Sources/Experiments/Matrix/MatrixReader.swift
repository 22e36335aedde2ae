import Yams

/// Reads the axes of a matrix, and notes every problem instead of stopping at the first.
struct MatrixReader {
  let log: ProblemLog

  private static let entryKeys = ["label", "set"]

  /// The axes in the order of the file; those with problems have only their good settings.
  func axes(of matrix: Node, key: Node) -> [MatrixAxis] {
    guard let mapping = matrix.mapping, !mapping.isEmpty else {
      complain(
        "'matrix' must hold keys with lists of values, such as coefficients.cluster: [0, 0.8]",
        nil,
        key
      )
      return []
    }
    return mapping.compactMap { key, values -> MatrixAxis? in
      guard let name = key.string, !name.isEmpty else {
        complain("a key of 'matrix' must be a text", nil, key)
        return nil
      }
      guard let items = values.sequence.map(Array.init), !items.isEmpty else {
        complain(
          "'\(name)' in 'matrix' must be a list of at least one value, such as [0, 0.8]",
          name,
          values.isNull ? key : values
        )
        return nil
      }
      let isNamed = items.contains { $0.mapping?.contains { $0.key.string == "set" } ?? false }
      let settings =
        isNamed ? items.compactMap { entry($0, of: name) } : plainSettings(items, for: key, name)
      requireDifferentLabels(settings, of: name, key)
      return settings.isEmpty ? nil : MatrixAxis(key: name, settings: settings)
    }
  }

  /// The values of a key path.
  private func plainSettings(_ nodes: [Node], for key: Node, _ name: String) -> [MatrixAxis.Setting]
  {
    guard let path = path(key, of: name) else { return [] }
    return nodes.map {
      .init(label: $0.label, assignments: [.init(path: path, value: $0, mark: key.mark)])
    }
  }

  /// `{label: both, set: {key.path: value, …}}`, settings that belong together.
  private func entry(_ node: Node, of name: String) -> MatrixAxis.Setting? {
    guard let mapping = node.mapping else {
      complain(
        "an entry of '\(name)' must have the keys 'label' and 'set' as the others have",
        name,
        node
      )
      return nil
    }
    for (key, _) in mapping where !Self.entryKeys.contains(key.string ?? "") {
      let hint =
        Suggestion.nearest(to: key.label, among: Self.entryKeys).map { " (did you mean '\($0)'?)" }
        ?? "; the keys here are 'label' and 'set'"
      complain("unknown key '\(key.label)' in an entry of '\(name)'\(hint)", name, key)
    }
    guard let label = mapping["label"]?.scalar?.string, !label.isEmpty else {
      complain("an entry of '\(name)' needs a 'label', which names it in tables", name, node)
      return nil
    }
    guard let set = mapping["set"], set.isNull || set.mapping != nil else {
      complain(
        "an entry of '\(name)' needs the key 'set' with key paths and values, or {} to change nothing",
        name,
        node
      )
      return nil
    }
    let assignments: [MatrixAxis.Assignment] = (set.mapping ?? [:]).compactMap { key, value in
      path(key, of: name).map { .init(path: $0, value: value, mark: key.mark) }
    }
    return .init(label: label, assignments: assignments)
  }

  /// A key path of a value that may vary.
  private func path(_ key: Node, of axis: String) -> [String]? {
    let path = key.label.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let problem: String? =
      switch path[0] {
      case _ where path.contains(""): "'\(key.label)' has an empty key in its path"
      case "seeds": "every cell runs with all seeds, so 'seeds' cannot vary"
      case "name": "all cells have the experiment's name, so 'name' cannot vary"
      case "description", ExperimentMatrix.key: "'\(path[0])' changes no number, so it cannot vary"
      default: nil
      }
    guard let problem else { return path }
    complain(problem, axis, key)
    return nil
  }

  // MARK: - Rules between settings

  private func requireDifferentLabels(
    _ settings: [MatrixAxis.Setting],
    of name: String,
    _ key: Node
  ) {
    var seen: Set<String> = []
    for setting in settings where !seen.insert(setting.label).inserted {
      complain(
        "'\(setting.label)' is given more than once in '\(name)'; keep one of them",
        name,
        key
      )
    }
  }

  /// Refuses two givers of one value, of which one would have no effect.
  func requireOneGiver(_ axes: [MatrixAxis], options: [Override]) {
    for (index, axis) in axes.enumerated() {
      for (mark, path) in Self.leaves(of: axis) {
        let name = path.joined(separator: ".")
        for other in axes[..<index]
        where Self.leaves(of: other).contains(where: { Self.overlap($0.path, path) }) {
          log.add(
            "'\(axis.key)' and '\(other.key)' both set '\(name)'; leave one of them to the other",
            at: [ExperimentMatrix.key, axis.key],
            mark: mark
          )
        }
        for option in options where Self.components(option.path).starts(with: Self.components(path))
        {
          log.add(
            "the matrix sets '\(name)' in every cell, so --set \(option.text) has no effect; change the matrix with --set 'matrix.\(axis.key)=[…]'",
            at: [ExperimentMatrix.key, axis.key],
            mark: mark
          )
        }
      }
    }
  }

  private static func leaves(of axis: MatrixAxis) -> [(mark: Mark?, path: [String])] {
    var seen: Set<[String]> = []
    return axis.settings.flatMap(\.assignments).flatMap { assignment in
      assignment.leaves.map { (assignment.mark, $0) }
    }
    .filter { seen.insert($0.1).inserted }
  }

  private static func overlap(_ first: [String], _ second: [String]) -> Bool {
    let (first, second) = (components(first), components(second))
    return first.starts(with: second) || second.starts(with: first)
  }

  /// The path with an entry of a list below the list.
  private static func components(_ path: [String]) -> [Substring] {
    path.flatMap { $0.split(separator: "[") }
  }

  private func complain(_ message: String, _ axis: String?, _ node: Node) {
    log.add(message, at: [ExperimentMatrix.key] + (axis.map { [$0] } ?? []), mark: node.mark)
  }
}
