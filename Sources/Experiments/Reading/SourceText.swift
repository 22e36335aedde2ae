/// A text file that problems point into.
struct SourceText: Sendable, Equatable {
  /// The file as the user named it.
  let path: String
  let lines: [Substring]

  init(path: String, text: String) {
    self.path = path
    // Carriage returns would end up inside the printed lines.
    lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
  }

  /// The line with a caret below a column; nothing for a place outside of the text.
  ///
  /// Lines and columns count from 1; columns count Unicode scalars.
  func excerpt(line: Int, column: Int) -> String? {
    guard lines.indices.contains(line - 1) else { return nil }
    let number = "\(line)"
    let gutter = String(repeating: " ", count: max(5 - number.count, 0))
    let content = lines[line - 1]
    let indent = String(
      String.UnicodeScalarView(
        content.unicodeScalars.prefix(max(column - 1, 0)).map { $0 == "\t" ? "\t" : " " }
      )
    )
    let blank = String(repeating: " ", count: gutter.count + number.count)
    return "\(gutter)\(number) | \(content)\n\(blank) | \(indent)^"
  }
}
