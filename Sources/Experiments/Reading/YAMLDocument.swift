import Yams

/// Turns a text into a tree of nodes with their places.
enum YAMLDocument {
  /// What a file declares, as messages call it.
  enum Kind: String {
    case experiment = "an experiment"
    case cluster = "a cluster file"

    /// What it cannot do without.
    var essentials: String {
      switch self {
      case .experiment: "a name, data, backbone and schedule"
      case .cluster: "the scheduler"
      }
    }

    var examples: String {
      switch self {
      case .experiment: "'name:' and 'data:'"
      case .cluster: "'scheduler:' and 'partition:'"
      }
    }
  }

  /// The root of the one document in a text.
  ///
  /// - Throws: What YAML itself forbids, with its place.
  static func root(
    of text: String,
    in source: SourceText,
    as kind: Kind = .experiment
  ) throws(ExperimentError) -> Node {
    func fail(_ place: ExperimentError.Place?, _ message: String) -> ExperimentError {
      ExperimentError([.init(place: place, message: message)], in: source)
    }
    func fail(_ mark: Mark?, _ message: String) -> ExperimentError {
      fail(mark.map { .file(line: $0.line, column: $0.column) }, message)
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      switch error {
      case .scanner(let context, let problem, let mark, _),
        .parser(let context, let problem, let mark, _),
        .composer(let context, let problem, let mark, _):
        if let hint = YAMLHint(mark, in: source) {
          throw fail(.file(line: hint.line, column: hint.column), "not YAML: \(hint.message)")
        }
        throw fail(mark, "not YAML: \(words(context.map { "\($0.text) " } ?? "", problem, kind))")
      case .duplicatedKeysInMapping(let keys, let context):
        let names = keys.map { "'\($0)'" }.joined(separator: ", ")
        throw fail(context.mark, "given more than once in one section: \(names); keep one of them")
      case .reader(let problem, _, _, _):
        throw fail(nil as Mark?, "not YAML: \(problem)")
      default:
        throw fail(nil as Mark?, "not YAML: \(error)")
      }
    } catch {
      throw fail(nil as Mark?, "not YAML: \(error)")
    }
    guard let root else {
      throw fail(nil as Mark?, "is empty; \(kind.rawValue) needs at least \(kind.essentials)")
    }
    guard case .mapping = root else {
      throw fail(root.mark, "\(kind.rawValue) is a section of keys such as \(kind.examples)")
    }
    do {
      return try YAMLExpansion.expanded(root)
    } catch {
      throw fail(error.mark, error.message)
    }
  }

  /// The parser's words, and others where those are about the parser.
  private static func words(_ context: String, _ problem: String, _ kind: Kind) -> String {
    if problem.contains("nesting level") { return "sections lie too deep in each other" }
    if problem.contains("another document") {
      return
        "a second document begins here; a file holds one \(kind.rawValue.split(separator: " ", maxSplits: 1)[1])"
    }
    return context + problem
  }
}
