import Foundation

/// Text in the fonts that every PDF reader has.
enum PDFText {
  /// A piece of text in one font, with the bytes that stand for it there.
  struct Piece {
    /// `F1`, Helvetica, `F2`, its bold, or `F3`, Symbol.
    var font: String
    var bytes: [UInt8]
    /// Of one point's size.
    var width: Double
  }

  static func pieces(_ text: String, isBold: Bool) -> [Piece] {
    var pieces: [Piece] = []
    func add(_ font: String, _ byte: UInt8, _ width: Double) {
      if pieces.last?.font == font {
        pieces[pieces.count - 1].bytes.append(byte)
        pieces[pieces.count - 1].width += width
      } else {
        pieces.append(Piece(font: font, bytes: [byte], width: width))
      }
    }
    for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
      if let (byte, width) = symbols[scalar] {
        add("F3", byte, width)
        continue
      }
      for byte in codes(scalar) {
        let widths = isBold ? bold : regular
        add(isBold ? "F2" : "F1", byte, Double(widths[Int(byte) - 32]) / 1000)
      }
    }
    return pieces
  }

  /// The codes of Windows' Latin alphabet; other characters by their numbers.
  private static func codes(_ scalar: Unicode.Scalar) -> [UInt8] {
    switch scalar.value {
    case 0x20...0x7E, 0xA1...0xFF: [UInt8(scalar.value)]
    case 0x9, 0xA, 0xD, 0xA0, 0x2009, 0x202F: [32]
    case 0x2016: [124, 124]
    default:
      others[scalar].map { [$0] }
        ?? Array("U+\(String(scalar.value, radix: 16, uppercase: true))".utf8)
    }
  }

  private static let others: [Unicode.Scalar: UInt8] = [
    "€": 128, "…": 133, "Š": 138, "Œ": 140, "Ž": 142, "‘": 145, "’": 146, "“": 147, "”": 148,
    "•": 149, "–": 150, "—": 151, "™": 153, "š": 154, "œ": 156, "ž": 158, "Ÿ": 159,
  ]

  /// Codes and widths in Symbol.
  private static let symbols: [Unicode.Scalar: (UInt8, Double)] = [
    "Δ": (68, 0.612), "α": (97, 0.631), "β": (98, 0.549), "δ": (100, 0.494), "ε": (101, 0.439),
    "λ": (108, 0.549), "μ": (109, 0.576), "σ": (115, 0.603), "τ": (116, 0.439),
    "−": (45, 0.549), "≤": (163, 0.549), "≥": (179, 0.549), "→": (174, 0.987), "≠": (185, 0.549),
  ]

  // The widths of codes 32 to 255 in thousandths of the size.
  // Source: Adobe's metrics of the 14 standard fonts.
  private static let regular: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722,
    722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722,
    667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,
    500, 334, 260, 334, 584, 350, 556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333,
    1000, 350, 611, 350, 350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350,
    500, 667, 278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611, 667, 667,
    667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778,
    778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556, 556, 556, 556, 556, 556,
    889, 500, 556, 556, 556, 556, 278, 278, 278, 278, 556, 556, 556, 556, 556, 556, 556, 584,
    611, 556, 556, 556, 556, 500, 556, 500,
  ]
  private static let bold: [Int] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722,
    722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722,
    667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611,
    611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556,
    500, 389, 280, 389, 584, 350, 556, 350, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333,
    1000, 350, 611, 350, 350, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 350,
    500, 667, 278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611, 722, 722,
    722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778,
    778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556, 556, 556, 556, 556, 556,
    889, 556, 556, 556, 556, 556, 278, 278, 278, 278, 611, 611, 611, 611, 611, 611, 611, 584,
    611, 611, 611, 611, 611, 556, 611, 556,
  ]
}
