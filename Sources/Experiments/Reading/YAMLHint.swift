import Yams

/// What is behind an error of YAML's, where its words do not say it.
struct YAMLHint {
  /// Where it is; counts from 1.
  let line, column: Int
  let message: String

  private static let lookalikes: [Unicode.Scalar: String] = [
    "\u{A0}": "a no-break space", "\u{2007}": "a figure space",
    "\u{202F}": "a narrow no-break space",
    "\u{3000}": "an ideographic space", "\u{2003}": "an em space", "\u{2009}": "a thin space",
    "\u{200B}": "a zero-width space", "\u{FEFF}": "a byte-order mark",
    "\u{FF1A}": "a full-width colon",
    "\u{FF0C}": "a full-width comma", "\u{2018}": "a curly quote", "\u{2019}": "a curly quote",
    "\u{201C}": "a curly quote", "\u{201D}": "a curly quote", "\u{2013}": "a dash",
    "\u{2014}": "a dash",
  ]

  /// Looks at the line that an error points at and at the one before it; nil where nothing is found.
  init?(_ mark: Mark, in source: SourceText) {
    func scalars(_ line: Int) -> Substring.UnicodeScalarView? {
      source.lines.indices.contains(line - 1) ? source.lines[line - 1].unicodeScalars : nil
    }
    if let tab = scalars(mark.line)?.prefix(while: { $0 == " " || $0 == "\t" }), tab.contains("\t")
    {
      (line, column) = (mark.line, 1 + tab.prefix { $0 == " " }.count)
      message = "lines are indented with spaces, and this one with a tab"
      return
    }
    for line in [mark.line, mark.line - 1] {
      for (index, scalar) in (scalars(line) ?? Substring().unicodeScalars).enumerated() {
        guard let name = Self.lookalikes[scalar] else { continue }
        (self.line, column) = (line, index + 1)
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(4 - digits.count, 0)) + digits
        message = "this is \(name) (U+\(code)), which YAML takes for a letter; write the plain one"
        return
      }
    }
    return nil
  }
}

extension String {
  /// The text with what cannot be seen spelled out, such as `32⟨U+00A0⟩`.
  var revealed: String {
    var text = ""
    for scalar in unicodeScalars {
      let isHidden =
        scalar != " "
        && (scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
          || scalar.properties.generalCategory == .control)
      if isHidden {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        text += "⟨U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits + "⟩"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
