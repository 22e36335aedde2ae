import Yams

/// Turns a text into a tree of nodes with their places.
enum YAMLDocument {
  /// The root of the one document in a text.
  ///
  /// - Throws: What YAML itself forbids, with its place.
  static func root(of text: String, in source: SourceText) throws(ExperimentError) -> Node {
    func fail(_ mark: Mark?, _ message: String) -> ExperimentError {
      let place = mark.map { ExperimentError.Place.file(line: $0.line, column: $0.column) }
      return ExperimentError([.init(place: place, message: message)], in: source)
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      switch error {
      case .scanner(let context, let problem, let mark, _),
        .parser(let context, let problem, let mark, _),
        .composer(let context, let problem, let mark, _):
        throw fail(mark, "not YAML: \(context.map { "\($0.text) " } ?? "")\(problem)")
      case .duplicatedKeysInMapping(let keys, let context):
        let names = keys.map { "'\($0)'" }.joined(separator: ", ")
        throw fail(context.mark, "given more than once in one section: \(names); keep one of them")
      case .reader(let problem, _, _, _):
        throw fail(nil, "not YAML: \(problem)")
      default:
        throw fail(nil, "not YAML: \(error)")
      }
    } catch {
      throw fail(nil, "not YAML: \(error)")
    }
    guard let root else {
      throw fail(nil, "is empty; an experiment needs at least a name, data, backbone and schedule")
    }
    guard case .mapping = root else {
      throw fail(root.mark, "an experiment is a section of keys such as 'name:' and 'data:'")
    }
    return root
  }
}
