/// A YAML file of one section that is no experiment, read as strictly as one and with the same messages.
package struct FlatFile {
  private let keys: any KeyVisitor
  private let strangers = Strangers()

  /// Keys beside values that have no use for them: problems point at their values, which are read later.
  private final class Strangers {
    var found: [(key: String, owner: String)] = []
  }

  /// Reads a file's keys by `visit`, which names every key that there is.
  ///
  /// - Throws: Every problem of the text at once.
  package static func read(
    clusterFile text: String,
    file: String,
    _ visit: (FlatFile) -> Void
  ) throws(ExperimentError) {
    let source = SourceText(path: file, text: text)
    let log = ProblemLog(origins: [:])
    let root = try YAMLDocument.root(of: text, in: source, as: .cluster)
    let reader = KeyReader(root, path: [], log: log)
    reader.otherRootKeys = []
    let flat = FlatFile(keys: reader)
    visit(flat)
    for (key, owner) in flat.strangers.found {
      reader.problem("'\(key)' is of the \(owner) alone; leave it out", at: key)
    }
    reader.finish()
    guard log.problems.isEmpty else { throw ExperimentError(log.problems, in: source) }
  }

  /// The keys that `visit` names.
  package static func describe(_ visit: (FlatFile) -> Void) -> SectionDescription {
    KeyDescriber.describe { visit(FlatFile(keys: $0)) }
  }

  /// That a key has a use only beside some value of another one, and whether the file has that.
  package struct Only {
    let condition: KeyCondition
    let holds: Bool

    package init(_ key: String, _ value: String, holds: Bool) {
      (condition, self.holds) = (KeyCondition(key: key, values: [value]), holds)
    }
  }

  /// A key's name, with what there is to say of it; one with `only` is refused beside other values.
  package func named(
    _ key: String,
    _ meaning: String,
    unit: String? = nil,
    otherwise: String? = nil,
    example: String? = nil,
    form: String? = nil,
    pattern: String? = nil,
    only: Only? = nil
  ) -> String {
    if let only, !only.holds, keys.isGiven(key) {
      let owner = "\(only.condition.key) '\(only.condition.values.joined(separator: "' or '"))'"
      strangers.found.append((key, owner))
    }
    return keys.named(
      key,
      meaning,
      unit: unit,
      otherwise: otherwise,
      example: example,
      form: form,
      pattern: pattern,
      only: only?.condition
    )
  }

  package func text(_ key: String, _ value: inout String?) { keys.text(key, &value) }

  package func texts(_ key: String, _ value: inout [String]) { keys.texts(key, &value) }

  package func integer(_ key: String, _ value: inout Int, in range: ClosedRange<Int>) {
    keys.integer(key, &value, in: range)
  }

  package func integer(_ key: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    keys.integer(key, &value, in: range)
  }

  /// A number above 0.
  package func number(_ key: String, _ value: inout Double?) {
    keys.number(key, &value, .aboveZero)
  }

  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice,
    required: Bool = false
  ) {
    keys.choice(key, &value, required: required)
  }

  /// Whether the file has the key.
  package func isGiven(_ key: String) -> Bool { keys.isGiven(key) }

  /// Notes a problem at a key.
  package func problem(_ message: String, at key: String) { keys.problem(message, at: key) }
}
