/// Checks HTML and inline SVG as far as a reader's browser would have to guess: tags, attributes,
/// entities.
struct MarkupChecker {
  private(set) var problems: [String] = []
  private(set) var identifiers: [String] = []
  /// Every `href` and `src`.
  private(set) var links: [String] = []
  /// Counts of the opening tags.
  private(set) var elements: [String: Int] = [:]
  /// `img` without a text that stands for it.
  private(set) var imagesWithoutText = 0

  private static let void: Set = ["meta", "img", "br", "hr", "link", "input", "!doctype"]

  init(_ source: String) {
    var open: [String] = []
    var rest = Substring(source)
    while let start = rest.firstIndex(of: "<") {
      checkEntities(rest[..<start])
      if rest[..<start].contains(">"), open.last != "style" {
        problems.append("a bare > in text near '\(rest[..<start].suffix(30))'")
      }
      guard let end = Self.end(ofTagIn: rest[start...]) else {
        problems.append("a tag without end near '\(rest[start...].prefix(40))'")
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        let name = tag.dropFirst().lowercased()
        if open.last == name {
          open.removeLast()
        } else {
          problems.append("</\(name)> closes <\(open.last ?? "nothing")>")
        }
        continue
      }
      let name = tag.prefix { !$0.isWhitespace && $0 != "/" }.lowercased()
      elements[name, default: 0] += 1
      checkAttributes(tag.drop { !$0.isWhitespace && $0 != "/" }, of: name)
      if !tag.hasSuffix("/"), !Self.void.contains(name) { open.append(name) }
    }
    checkEntities(rest)
    if rest.contains(">") { problems.append("a bare > at the end") }
    if !open.isEmpty { problems.append("never closed: \(open)") }
    if Set(identifiers).count != identifiers.count { problems.append("an identifier twice") }
  }

  private static func end(ofTagIn text: Substring) -> Substring.Index? {
    var isQuoted = false
    return text.indices.first { index in
      if text[index] == "\"" { isQuoted.toggle() }
      return text[index] == ">" && !isQuoted
    }
  }

  private mutating func checkEntities(_ text: Substring) {
    for piece in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
      let entity = piece.prefix { $0 != ";" }
      if piece.count == entity.count || !["amp", "lt", "gt", "quot", "#39"].contains(entity) {
        problems.append("a bare & near '&\(piece.prefix(20))'")
      }
    }
  }

  private mutating func checkAttributes(_ text: Substring, of element: String) {
    guard element != "!doctype" else { return }
    var rest = text
    var names: Set<Substring> = []
    while let start = rest.firstIndex(where: { !$0.isWhitespace && $0 != "/" }) {
      guard let equals = rest[start...].firstIndex(of: "=") else {
        problems.append("<\(element)>: an attribute without a value in '\(rest)'")
        return
      }
      let name = rest[start..<equals]
      let value = rest[rest.index(after: equals)...]
      guard value.first == "\"", let end = value.dropFirst().firstIndex(of: "\"") else {
        problems.append("<\(element)>: \(name) is not in quotes")
        return
      }
      let content = value[value.index(after: value.startIndex)..<end]
      checkEntities(content)
      if content.contains("<") { problems.append("<\(element)>: a bare < in \(name)") }
      if !names.insert(name).inserted { problems.append("<\(element)>: \(name) twice") }
      if name == "id" { identifiers.append(String(content)) }
      if name == "href" || name == "src" { links.append(String(content)) }
      rest = value[value.index(after: end)...]
    }
    if element == "img", !names.contains("alt") { imagesWithoutText += 1 }
  }
}
