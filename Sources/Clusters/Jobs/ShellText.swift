extension String {
  /// The text as one word of a shell's line, whatever it holds; a line break in it does not end the line.
  package var shellWord: String {
    let plain = unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "-_./=:,@%+".unicodeScalars.contains($0)
    }
    if plain, !isEmpty { return self }
    guard unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
      return "'" + replacing("'", with: "'\\''") + "'"
    }
    // Bash's words with escapes.
    var word = "$'"
    for scalar in unicodeScalars {
      switch scalar {
      case "'", "\\": word += "\\\(scalar)"
      case _ where scalar.value < 32 || scalar.value == 127:
        let digits = String(scalar.value, radix: 8)
        word += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      default: word.unicodeScalars.append(scalar)
      }
    }
    return word + "'"
  }
}

extension [String] {
  /// The words as a shell's line.
  package var shellLine: String { map(\.shellWord).joined(separator: " ") }
}
