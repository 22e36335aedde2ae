internal import Yams

/// A `--set key.path=value` option.
struct Override {
  /// The option as given.
  let text: String
  let path: [String]
  let value: Node

  /// Reads an option; the value is YAML, so lists and sections can be given too.
  init(_ text: String, in source: SourceText) throws(ExperimentError) {
    func fail(_ message: String) -> ExperimentError {
      ExperimentError([.init(place: .option(text), message: message)], in: source)
    }
    guard let equals = text.firstIndex(of: "=") else {
      throw fail("must have the form key.path=value, such as optimizer.batch-size=40")
    }
    let path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
    guard !path.contains(where: \.isEmpty) else { throw fail("has an empty key in its path") }
    let parsed: Node?
    do {
      parsed = try Yams.compose(yaml: String(text[text.index(after: equals)...]))
    } catch {
      throw fail("the value is not YAML; put it in quotes")
    }
    self.text = text
    self.path = path.map(String.init)
    value = parsed ?? Node("")
  }

  /// Puts the value into a file's tree; sections on the way are made where they are missing.
  func apply(to root: inout Node) { Self.set(value, at: path[...], in: &root) }

  private static func set(_ value: Node, at path: ArraySlice<String>, in node: inout Node) {
    guard let key = path.first else {
      node = value
      return
    }
    // 'cycles[0]' names an entry of a list.
    if let (name, index) = indexed(key), case .mapping(var mapping) = node,
      case .sequence(var items)? = mapping[Node(name)], items.indices.contains(index)
    {
      set(value, at: path.dropFirst(), in: &items[index])
      mapping[Node(name)] = .sequence(items)
      node = .mapping(mapping)
      return
    }
    var mapping = node.mapping ?? Node.Mapping([])
    // Keys keep their own nodes, so that they keep their places.
    if let position = mapping.firstIndex(where: { $0.key.string == key }) {
      var child = mapping[position].value
      set(value, at: path.dropFirst(), in: &child)
      mapping[mapping[position].key] = child
    } else {
      var child: Node = .mapping(Node.Mapping([]))
      set(value, at: path.dropFirst(), in: &child)
      mapping[Node(key)] = child
    }
    node = .mapping(mapping)
  }

  /// `cycles[2]` as a name and an index.
  private static func indexed(_ key: String) -> (String, Int)? {
    guard key.hasSuffix("]"), let bracket = key.firstIndex(of: "["),
      let index = Int(key[key.index(after: bracket)...].dropLast())
    else { return nil }
    return (String(key[..<bracket]), index)
  }
}
