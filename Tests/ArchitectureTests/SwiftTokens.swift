/// The words and signs of a Swift source, without comments and literal text; interpolations are kept.
struct SwiftTokens {
  private(set) var tokens: [Substring] = []

  init(_ text: String) {
    var rest = Substring(text)
    scan(&rest, until: nil)
  }

  /// Reads tokens up to the closing parenthesis of an interpolation, or to the end.
  private mutating func scan(_ rest: inout Substring, until closing: Character?) {
    var depth = 0
    while let first = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        Self.skipComment(&rest)
      } else if first == "\"" || first == "#" && rest.drop(while: { $0 == "#" }).first == "\"" {
        literal(&rest)
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        tokens.append(word)
        rest = rest[word.endIndex...]
      } else {
        rest = rest.dropFirst()
        if first == closing, depth == 0 { return }
        if first == "(" { depth += 1 }
        if first == ")" { depth -= 1 }
        if !first.isWhitespace, first != "`" { tokens.append(Substring(String(first))) }
      }
    }
  }

  private static func skipComment(_ rest: inout Substring) {
    var depth = 0
    repeat {
      if rest.hasPrefix("/*") {
        depth += 1
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("*/") {
        depth -= 1
        rest = rest.dropFirst(2)
      } else {
        rest = rest.dropFirst()
      }
    } while depth > 0 && !rest.isEmpty
  }

  /// A string literal of any form, of which interpolations alone are tokens.
  private mutating func literal(_ rest: inout Substring) {
    let pounds = String(rest.prefix { $0 == "#" })
    rest = rest.dropFirst(pounds.count)
    let quote = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
    rest = rest.dropFirst(quote.count)
    let (end, escape) = (quote + pounds, "\\" + pounds)
    while !rest.isEmpty, !rest.hasPrefix(end) {
      guard rest.hasPrefix(escape) else {
        rest = rest.dropFirst()
        continue
      }
      rest = rest.dropFirst(escape.count)
      if rest.hasPrefix("(") {
        rest = rest.dropFirst()
        scan(&rest, until: ")")
      } else {
        rest = rest.dropFirst()
      }
    }
    rest = rest.dropFirst(end.count)
  }
}
