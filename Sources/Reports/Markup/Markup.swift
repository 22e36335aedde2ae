/// HTML or SVG text that is escaped by construction.
///
/// In `"<td>\(title)</td>"` the literal parts are markup and interpolated strings are text, which
/// is escaped; interpolated markup is spliced as it is.
package struct Markup: Equatable, Sendable, ExpressibleByStringInterpolation {
  package private(set) var source: String

  package init(stringLiteral value: String) { source = value }

  package init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

  /// Text, escaped.
  package init(text: String) { source = Self.escaped(text) }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      source.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { source += literal }

    package mutating func appendInterpolation(_ text: String) { source += Markup.escaped(text) }

    package mutating func appendInterpolation(_ number: Int) { source += String(number) }

    /// A coordinate, with one decimal.
    package mutating func appendInterpolation(_ number: Double) {
      source += Digits.fixed(number, 1)
    }

    package mutating func appendInterpolation(_ markup: Markup) { source += markup.source }

    package mutating func appendInterpolation(_ parts: [Markup]) {
      for part in parts { source += part.source }
    }

    package mutating func appendInterpolation(_ markup: Markup?) {
      if let markup { source += markup.source }
    }
  }

  /// The text for element content and quoted attributes of HTML and XML.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for character in text.visible.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
