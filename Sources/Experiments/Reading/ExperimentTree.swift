import Yams

/// An experiment file as a tree of keys and values, with its `--set` options applied.
struct ExperimentTree {
  /// The keys of the root that make several experiments of a file.
  static let matrixKey = "matrix"
  static let crossValidationKey = "cross-validation"
  static let severalKeys = [matrixKey, crossValidationKey]

  let source: SourceText
  var root: Node
  /// Who gave the values that are not the file's own.
  var origins: [String: ProblemLog.Origin]
  let options: [Override]

  init(yaml text: String, file: String, options: [String]) throws(ExperimentError) {
    source = SourceText(path: file, text: text)
    var overrides: [Override] = []
    for option in options { overrides.append(try Override(option, in: source)) }
    root = try YAMLDocument.root(of: text, in: source)
    for override in overrides { override.apply(to: &root) }
    self.options = overrides
    origins = overrides.reduce(into: [:]) {
      $0[$1.path.joined(separator: ".")] = .option($1.text)
    }
  }

  /// Takes a key of the file's root and its value out of the tree; nil where there is none.
  mutating func take(_ name: String) -> (key: Node, value: Node)? {
    guard var mapping = root.mapping,
      let (key, value) = mapping.first(where: { $0.key.string == name })
    else { return nil }
    mapping[key] = nil
    root = .mapping(mapping)
    return value.isNull ? nil : (key, value)
  }

  /// Refuses a tree that declares several experiments.
  func requireNoMatrix() throws(ExperimentError) {
    let log = ProblemLog(origins: origins)
    for name in Self.severalKeys {
      var rest = self
      guard let (key, _) = rest.take(name) else { continue }
      log.add(
        "'\(name)' declares several experiments, and one is needed here; leave it out with "
          + "--set \(name)=null, and set its keys with --set where the command takes it",
        at: [name],
        mark: key.mark
      )
    }
    guard log.problems.isEmpty else { throw ExperimentError(log.problems, in: source) }
  }
}
