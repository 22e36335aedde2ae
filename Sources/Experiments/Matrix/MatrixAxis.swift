import Yams

/// One key of a matrix with the settings that it takes in turn.
struct MatrixAxis {
  let key: String
  let settings: [Setting]

  /// One of an axis's values, under the name that tables give it.
  struct Setting {
    let label: String
    /// The values that it gives, in order.
    let assignments: [Assignment]

    /// Whether a place is that of one of its keys or values.
    func contains(_ place: ExperimentError.Place?) -> Bool {
      guard case .file(let line, let column) = place else { return false }
      return assignments.contains { assignment in
        (assignment.value.marks + [assignment.mark].compactMap(\.self))
          .contains { $0.line == line && $0.column == column }
      }
    }
  }

  /// A value for a key path; a section is merged into what the path names.
  struct Assignment {
    let path: [String]
    let value: Node
    /// The place of the path.
    let mark: Mark?

    /// The paths of the single values.
    var leaves: [[String]] { Self.leaves(of: value, at: path) }

    private static func leaves(of node: Node, at path: [String]) -> [[String]] {
      guard let mapping = node.mapping, !mapping.isEmpty else { return [path] }
      return mapping.flatMap { leaves(of: $0.value, at: path + [$0.key.string ?? ""]) }
    }
  }
}

extension Node {
  /// The places of a value and of everything in it.
  fileprivate var marks: [Mark] {
    let inner: [Node] =
      switch self {
      case .mapping(let mapping): mapping.flatMap { [$0.key, $0.value] }
      case .sequence(let items): Array(items)
      case .scalar, .alias: []
      }
    return [mark].compactMap(\.self) + inner.flatMap(\.marks)
  }

  /// A value as a table's row or column is called by it.
  var label: String {
    switch self {
    case .scalar(let scalar): isNull ? "default" : scalar.string
    case .sequence(let items): "[\(items.map(\.label).joined(separator: ", "))]"
    case .mapping(let mapping):
      mapping.map { key, value in
        let text = value.mapping == nil ? value.label : "{\(value.label)}"
        return "\(key.label): \(text)"
      }.joined(separator: ", ")
    case .alias: "alias"
    }
  }
}
