import Yams

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
    // A matrix's keys are key paths themselves.
    self.path =
      path[0] == ExperimentTree.matrixKey && path.count > 1
      ? [ExperimentTree.matrixKey, path.dropFirst().joined(separator: ".")] : path.map(String.init)
    value = parsed ?? Node("")
  }

  /// Puts the value into a file's tree; sections on the way are made where they are missing.
  func apply(to root: inout Node) { root.set(value, at: path[...], .replacing) }
}
