import Yams

extension Node {
  /// What becomes of a section that is already there.
  enum Placement {
    /// It is replaced.
    case replacing
    /// A section's keys are put among its keys.
    case merging
  }

  /// Puts a value at a key path; sections on the way are made where they are missing.
  ///
  /// `mark` is the place of the keys and sections that are made.
  mutating func set(
    _ value: Node,
    at path: ArraySlice<String>,
    _ placement: Placement,
    mark: Mark? = nil
  ) {
    guard let key = path.first else {
      guard placement == .merging, mapping != nil, let entries = value.mapping else {
        self = value
        return
      }
      for (key, child) in entries {
        set(child, at: [key.string ?? ""], placement, mark: key.mark)
      }
      return
    }
    // 'cycles[0]' names an entry of a list.
    if let (name, index) = Self.indexed(key), case .mapping(var mapping) = self,
      case .sequence(var items)? = mapping[Node(name)], items.indices.contains(index)
    {
      items[index].set(value, at: path.dropFirst(), placement, mark: mark)
      mapping[Node(name)] = .sequence(items)
      self = .mapping(mapping)
      return
    }
    let empty = Node.Mapping([], .implicit, .any, mark)
    var mapping = self.mapping ?? empty
    // Keys keep their own nodes, so that they keep their places.
    if let position = mapping.firstIndex(where: { $0.key.string == key }) {
      var child = mapping[position].value
      child.set(value, at: path.dropFirst(), placement, mark: mark)
      mapping[mapping[position].key] = child
    } else {
      var child = Node.mapping(empty)
      child.set(value, at: path.dropFirst(), .replacing, mark: mark)
      mapping[.scalar(.init(key, .implicit, .any, mark))] = child
    }
    self = .mapping(mapping)
  }

  /// `cycles[2]` as a name and an index.
  private static func indexed(_ key: String) -> (String, Int)? {
    guard key.hasSuffix("]"), let bracket = key.firstIndex(of: "["),
      let index = Int(key[key.index(after: bracket)...].dropLast())
    else { return nil }
    return (String(key[..<bracket]), index)
  }
}
