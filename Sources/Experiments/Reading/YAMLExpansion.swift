import Yams

/// Puts in what a document repeats: aliases, which the parser copies, and sections merged by `<<`.
struct YAMLExpansion {
  /// Something that is not taken, and where.
  struct Refusal: Error {
    let mark: Mark?
    let message: String
  }

  /// The values that a document may consist of, repeated ones counted every time.
  private static let limit = 200_000
  private static let mergeKey = "<<"
  private static let standard = "tag:yaml.org,2002:"
  private static let tags =
    ["", "!"]
    + [
      "str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge", "value",
    ].map { standard + $0 }

  private var count = 0

  /// A document with every merged section's keys in place; keys that are given beside `<<` stand.
  static func expanded(_ root: Node) throws(Refusal) -> Node {
    var expansion = YAMLExpansion()
    return try expansion.expanded(root)
  }

  private mutating func expanded(_ node: Node) throws(Refusal) -> Node {
    count += 1
    guard count <= Self.limit else {
      throw Refusal(
        mark: node.mark,
        message: "aliases repeat more than \(Self.limit) values; write fewer of them"
      )
    }
    switch node {
    case .scalar(let scalar):
      try requireKnown(scalar.tag, node)
      return node
    case .alias: return node
    case .sequence(var items):
      try requireKnown(items.tag, node)
      for index in items.indices { items[index] = try expanded(items[index]) }
      return .sequence(items)
    case .mapping(let mapping):
      try requireKnown(mapping.tag, node)
      return .mapping(try expanded(mapping))
    }
  }

  private mutating func expanded(_ mapping: Node.Mapping) throws(Refusal) -> Node.Mapping {
    var pairs: [(Node, Node)] = []
    var merged: [(Node, Node)] = []
    for (key, value) in mapping {
      let value = try expanded(value)
      if key.scalar?.string == Self.mergeKey, key.scalar?.style == .plain {
        merged += try sections(value).flatMap { $0.map { ($0.key, $0.value) } }
      } else {
        pairs.append((key, value))
      }
    }
    guard !merged.isEmpty else {
      return Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark)
    }
    var names = Set(pairs.map { $0.0.string ?? "" })
    // Of sections in a list the first one that has a key counts.
    for pair in merged where names.insert(pair.0.string ?? "").inserted { pairs.append(pair) }
    return Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark)
  }

  private func sections(_ value: Node) throws(Refusal) -> [Node.Mapping] {
    if let mapping = value.mapping { return [mapping] }
    let items = value.sequence.map(Array.init) ?? []
    let mappings = items.compactMap(\.mapping)
    guard !items.isEmpty, mappings.count == items.count else {
      throw Refusal(
        mark: value.mark,
        message: "'<<' merges a section, such as '<<: *name', or a list of sections"
      )
    }
    return mappings
  }

  private func requireKnown(_ tag: Tag, _ node: Node) throws(Refusal) {
    let name = tag.description
    guard !Self.tags.contains(name) else { return }
    let shown = name.hasPrefix(Self.standard) ? "!!\(name.dropFirst(Self.standard.count))" : name
    throw Refusal(
      mark: node.mark,
      message: "the tag '\(shown)' has no meaning here; leave it out"
    )
  }
}
