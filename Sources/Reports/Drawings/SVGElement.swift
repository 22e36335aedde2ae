/// An element of the SVG that ``Markup`` makes: no entity but the five of XML, no comment, no namespace.
struct SVGElement {
  var name: String
  var attributes: [String: String]
  var children: [SVGElement]
  /// The text directly inside.
  var text: String

  /// Reads a document; nil for what is no such SVG.
  init?(_ source: String) {
    var stack = [SVGElement(name: "", attributes: [:], children: [], text: "")]
    var rest = Substring(source)
    while let open = rest.firstIndex(of: "<") {
      stack[stack.count - 1].text += Self.unescaped(rest[..<open])
      guard let close = rest[open...].firstIndex(of: ">") else { return nil }
      var tag = rest[rest.index(after: open)..<close]
      rest = rest[rest.index(after: close)...]
      if tag.hasPrefix("?") || tag.hasPrefix("!") { continue }
      if tag.hasPrefix("/") {
        guard stack.count > 1, let element = stack.popLast(), element.name == tag.dropFirst() else {
          return nil
        }
        stack[stack.count - 1].children.append(element)
        continue
      }
      let isEmpty = tag.hasSuffix("/")
      if isEmpty { tag = tag.dropLast() }
      let element = Self.element(tag)
      if isEmpty {
        stack[stack.count - 1].children.append(element)
      } else {
        stack.append(element)
      }
    }
    guard stack.count == 1, let root = stack[0].children.first, root.name == "svg" else {
      return nil
    }
    self = root
  }

  private init(name: String, attributes: [String: String], children: [SVGElement], text: String) {
    (self.name, self.attributes) = (name, attributes)
    (self.children, self.text) = (children, text)
  }

  private static func element(_ tag: Substring) -> SVGElement {
    let name = tag.prefix { !$0.isWhitespace }
    var attributes: [String: String] = [:]
    for match in tag.dropFirst(name.count).matches(of: /([A-Za-z0-9:-]+)="([^"]*)"/) {
      attributes[String(match.1)] = unescaped(match.2)
    }
    // Declarations of a style are attributes that count more.
    for declaration in (attributes["style"] ?? "").split(separator: ";") {
      let parts = declaration.split(separator: ":", maxSplits: 1).map {
        String($0.trimmingPrefix { $0.isWhitespace })
      }
      if parts.count == 2 { attributes[parts[0]] = parts[1] }
    }
    return SVGElement(name: String(name), attributes: attributes, children: [], text: "")
  }

  private static func unescaped(_ text: Substring) -> String {
    var text = String(text)
    for (entity, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ] {
      text = text.replacing(entity, with: character)
    }
    return text
  }

  /// A number that an attribute gives, without its unit.
  func number(_ name: String) -> Double? {
    attributes[name].flatMap { Double($0.prefix { "+-.0123456789eE".contains($0) }) }
  }
}
