import Foundation

extension String {
  /// The text with characters that would change how others are shown written out, such as `\u{202E}`.
  ///
  /// These are controls of terminals, and those of writing direction, by which a name can look like another
  /// one. Line ends and tabs stay.
  package var visible: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    var visible = ""
    for scalar in unicodeScalars {
      if scalar.isControl {
        visible += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
    // A carriage return is one where it ends a line.
    return visible.replacing("\\u{D}\n", with: "\r\n")
  }

  /// JSON in which such characters are written by their numbers; it means the same.
  package var visibleInJSON: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isControl {
        text += String(format: "\\u%04X", scalar.value)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Unicode.Scalar {
  /// Whether it controls a terminal or the direction of writing rather than showing something.
  var isControl: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
