/// A YAML file of one section that is no experiment, read as strictly as one and with the same messages.
package struct FlatFile {
  private let reader: KeyReader

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
    visit(FlatFile(reader: reader))
    reader.finish()
    guard log.problems.isEmpty else { throw ExperimentError(log.problems, in: source) }
  }

  package func text(_ key: String, _ value: inout String?) { reader.text(key, &value) }

  package func texts(_ key: String, _ value: inout [String]) { reader.texts(key, &value) }

  package func integer(_ key: String, _ value: inout Int, in range: ClosedRange<Int>) {
    reader.integer(key, &value, in: range)
  }

  package func integer(_ key: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    reader.integer(key, &value, in: range)
  }

  /// A number above 0.
  package func number(_ key: String, _ value: inout Double?) {
    reader.number(key, &value, .aboveZero)
  }

  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice,
    required: Bool = false
  ) {
    reader.choice(key, &value, required: required)
  }

  /// Whether the file has the key.
  package func isGiven(_ key: String) -> Bool { reader.isGiven(key) }

  /// Notes a problem at a key.
  package func problem(_ message: String, at key: String) { reader.problem(message, at: key) }
}
