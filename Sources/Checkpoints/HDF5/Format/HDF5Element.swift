/// What the values of a dataset or an attribute are, as this program writes them.
enum HDF5Element: String, Codable, CaseIterable {
  case float32, float64, uint8, int32, int64, uint64
  /// The enumeration of `FALSE` and `TRUE` in 8 bits that h5py reads and writes as `bool`.
  case boolean
  /// Text of any length in UTF-8 (h5py's `str`), kept in a heap of the file.
  case text

  /// The bytes of a value where it lies; of text, its reference to the heap.
  var byteCount: Int {
    switch self {
    case .uint8, .boolean: 1
    case .float32, .int32: 4
    case .float64, .int64, .uint64: 8
    case .text: 16
    }
  }

  /// The message of an object's header that says so.
  var message: [UInt8] {
    switch self {
    case .float32: Self.float(sign: 31, exponent: 23, exponentBits: 8, bias: 127, byteCount: 4)
    case .float64: Self.float(sign: 63, exponent: 52, exponentBits: 11, bias: 1023, byteCount: 8)
    case .uint8: Self.integer(isSigned: false, byteCount: 1)
    case .int32: Self.integer(isSigned: true, byteCount: 4)
    case .int64: Self.integer(isSigned: true, byteCount: 8)
    case .uint64: Self.integer(isSigned: false, byteCount: 8)
    case .boolean: Self.enumeration
    // A variable-length type: text, ended by a zero, in UTF-8, of single bytes.
    case .text: [0x19, 1, 1, 0, 16, 0, 0, 0] + Self.integer(isSigned: false, byteCount: 1)
    }
  }

  private static func integer(isSigned: Bool, byteCount: UInt8) -> [UInt8] {
    [0x10, isSigned ? 8 : 0, 0, 0, byteCount, 0, 0, 0, 0, 0, 8 * byteCount, 0]
  }

  private static func float(
    sign: UInt8,
    exponent: UInt8,
    exponentBits: UInt8,
    bias: UInt16,
    byteCount: UInt8
  ) -> [UInt8] {
    let bits = 8 * byteCount
    let biasBytes: [UInt8] = [UInt8(bias & 0xFF), UInt8(bias >> 8), 0, 0]
    return [0x11, 0x20, sign, 0, byteCount, 0, 0, 0, 0, 0, bits, 0]
      + [exponent, exponentBits, 0, exponent] + biasBytes
  }

  /// Two members of a signed byte; names are padded to eight bytes.
  private static var enumeration: [UInt8] {
    let names = ["FALSE", "TRUE"].flatMap { name in
      Array(name.utf8) + [UInt8](repeating: 0, count: 8 - name.utf8.count)
    }
    return [0x18, 2, 0, 0, 1, 0, 0, 0] + integer(isSigned: true, byteCount: 1) + names + [0, 1]
  }
}
