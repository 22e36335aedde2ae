import Foundation

/// Text as LaTeX prints it, in any font encoding and with any of its programs.
enum LaTeXText {
  /// The text with every active character escaped; a hyphen before a number is a minus.
  static func escaped(_ text: String) -> String { escaped(text, isBroken: false) }

  /// The same with places where long names may be broken into lines.
  static func broken(_ text: String) -> String { escaped(text, isBroken: true) }

  private static func escaped(_ text: String, isBroken: Bool) -> String {
    let characters = Array(text.visible)
    func isMinus(_ index: Int) -> Bool {
      guard index + 1 < characters.count, characters[index + 1].isNumber else { return false }
      return index == 0 || " (".contains(characters[index - 1])
    }
    var escaped = ""
    // The characters since the last place where a line may end.
    var run = 0
    for (index, character) in characters.enumerated() {
      if character == "-", isMinus(index) {
        escaped += "\\ensuremath{-}"
      } else {
        escaped += written(character)
      }
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      // Two of these in a row would be set as one character.
      if "-'`,?!<>".contains(character), next == character || next == "`" { escaped += "{}" }
      run = character.isWhitespace ? 0 : run + 1
      guard isBroken, run > 0, !next.isWhitespace else { continue }
      // What shows a character's number is a word.
      if isForeign(character) {
        escaped += "\\allowbreak{}"
        run = 0
        continue
      }
      let isSeparator = "/_:=+.-".contains(character) && !next.isNumber && !isMinus(index)
      if isSeparator && run > 2 || run >= 12 && !(character.isNumber && next.isNumber) || run >= 24
      {
        escaped += "\\allowbreak{}"
        run = 0
      }
    }
    return escaped
  }

  private static func written(_ character: Character) -> String {
    if let known = replacements[character] { return known }
    if character.isNewline { return " " }
    if character.isASCII { return String(character) }
    return accented(character) ?? "\(foreign){\(character)}{\(codes(character))}"
  }

  private static func isForeign(_ character: Character) -> Bool {
    !character.isASCII && replacements[character] == nil && accented(character) == nil
  }

  /// A letter with one accent: `\'{e}`.
  private static func accented(_ character: Character) -> String? {
    let scalars = Array(String(character).decomposedStringWithCanonicalMapping.unicodeScalars)
    guard scalars.count == 2, let accent = accents[scalars[1].value], scalars[0].isASCII,
      scalars[0].properties.isAlphabetic
    else { return nil }
    return "\\\(accent){\(scalars[0])}"
  }

  private static func codes(_ character: Character) -> String {
    character.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
    .joined(separator: " ")
  }

  /// Shows a character of other alphabets where the program can, and its number where it cannot.
  static let foreign = "\\foreigncharacter"

  /// XeTeX and LuaTeX know the command that is asked for, pdfTeX does not.
  static let definition =
    "\\providecommand{\(foreign)}[2]{\\ifdefined\\Umathchar#1\\else[#2]\\fi}"

  private static let accents: [UInt32: String] = [
    0x300: "`", 0x301: "'", 0x302: "^", 0x303: "~", 0x304: "=", 0x306: "u", 0x307: ".",
    0x308: "\"", 0x30A: "r", 0x30B: "H", 0x30C: "v", 0x327: "c",
  ]

  private static let replacements: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
    "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
    // Behind the end of a row, these would be read as its options.
    "[": "{[}", "]": "{]}", "*": "{*}",
    "<": "\\ensuremath{<}", ">": "\\ensuremath{>}", "|": "\\ensuremath{|}",
    "\"": "\\symbol{34}", "±": "\\ensuremath{\\pm}", "−": "\\ensuremath{-}",
    "×": "\\ensuremath{\\times}", "·": "\\ensuremath{\\cdot}", "²": "\\ensuremath{^2}",
    "≤": "\\ensuremath{\\le}", "≥": "\\ensuremath{\\ge}", "‖": "\\ensuremath{\\|}",
    "≠": "\\ensuremath{\\ne}", "→": "\\ensuremath{\\to}", "°": "\\ensuremath{^\\circ}",
    "α": "\\ensuremath{\\alpha}", "β": "\\ensuremath{\\beta}", "γ": "\\ensuremath{\\gamma}",
    "δ": "\\ensuremath{\\delta}", "Δ": "\\ensuremath{\\Delta}", "ε": "\\ensuremath{\\varepsilon}",
    "λ": "\\ensuremath{\\lambda}", "μ": "\\ensuremath{\\mu}", "µ": "\\ensuremath{\\mu}",
    "σ": "\\ensuremath{\\sigma}", "τ": "\\ensuremath{\\tau}",
    "ß": "\\ss{}", "æ": "\\ae{}", "Æ": "\\AE{}", "œ": "\\oe{}", "Œ": "\\OE{}", "ø": "\\o{}",
    "Ø": "\\O{}", "ł": "\\l{}", "Ł": "\\L{}",
    "§": "\\S{}", "’": "'", "‘": "`", "–": "--", "—": "---", "…": "\\ldots{}",
    "\u{A0}": "~", "\u{202F}": "\\,",
  ]

  // MARK: - Widths

  /// The width of a text in points as it is set small in Computer Modern, a little generous.
  static func width(_ text: String) -> Double {
    text.reduce(0) { $0 + (widths[$1] ?? (isForeign($1) ? 4.6 : 0.8)) } * 8 * 1.09
  }

  /// Words in lines that are no wider than a width, or than their longest word, which has a limit of its own.
  static func lines(_ text: String, width: Double, wordLimit: Double) -> [String] {
    let words = text.split(separator: " ").flatMap { word in
      word.reduce(into: [""]) { parts, character in
        let longer = parts[parts.count - 1] + String(character)
        if Self.width(longer) <= wordLimit {
          parts[parts.count - 1] = longer
        } else {
          parts.append(String(character))
        }
      }
    }
    let limit = max(width, words.map(Self.width).max() ?? 0)
    return words.reduce(into: []) { lines, word in
      if let last = lines.last, Self.width("\(last) \(word)") <= limit {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
  }

  /// Widths of characters in ems.
  ///
  /// Source: the metrics of cmr10.
  private static let widths: [Character: Double] = {
    var widths: [Character: Double] = [:]
    let groups: [(String, Double)] = [
      ("ijl.,:;'`!()[] ", 0.278), ("I", 0.361), ("frts-", 0.39), ("cegavxyz", 0.5),
      ("bdhknpquo0123456789/|", 0.556), ("mw", 0.833), ("W", 1.028), ("M", 0.917),
      ("ABCDEFGHJKLNOPQRSTUVXYZ", 0.764), ("%", 0.833), ("\u{A0}\u{202F}", 0.333), ("–", 0.5),
    ]
    for (characters, width) in groups { for character in characters { widths[character] = width } }
    return widths
  }()
}
