extension Unpickler {
  /// Obeys an instruction that makes a value without parts; false for any other.
  mutating func pushValue(_ code: UInt8) throws(Malformation) -> Bool {
    switch UnicodeScalar(code) {
    case "N": stack.append(.none)
    case "\u{88}": stack.append(.boolean(true))
    case "\u{89}": stack.append(.boolean(false))
    case "J": stack.append(try bytes.signedInteger(4))
    case "K": stack.append(.integer(try bytes.integer(1)))
    case "M": stack.append(.integer(try bytes.integer(2)))
    case "\u{8A}": stack.append(try bytes.signedInteger(try bytes.integer(1)))
    case "\u{8B}": stack.append(try bytes.signedInteger(try bytes.integer(4)))
    case "G": stack.append(.number(try bytes.bigEndianDouble()))
    case "X": stack.append(.text(try bytes.text(bytes.integer(4))))
    case "\u{8C}": stack.append(.text(try bytes.text(bytes.integer(1))))
    case "\u{8D}": stack.append(.text(try bytes.text(bytes.integer(8))))
    case "T": push(string: try bytes.take(bytes.integer(4)))
    case "U": push(string: try bytes.take(bytes.integer(1)))
    case "C": push(.bytes(try bytes.take(bytes.integer(1))))
    case "B": push(.bytes(try bytes.take(bytes.integer(4))))
    case "\u{8E}", "\u{96}": push(.bytes(try bytes.take(bytes.integer(8))))
    // Lines of text.
    case "I":
      let line = try bytes.line()
      let flags: [String: Pickle.Value] = ["00": .boolean(false), "01": .boolean(true)]
      stack.append(flags[line] ?? Int(line).map(Pickle.Value.integer) ?? .opaque)
    case "L": stack.append(Int(try bytes.line().dropLast()).map(Pickle.Value.integer) ?? .opaque)
    case "F": stack.append(Double(try bytes.line()).map(Pickle.Value.number) ?? .opaque)
    case "S": push(string: PickleEscapes.literal(try bytes.lineBytes()))
    case "V": stack.append(.text(PickleEscapes.rawUnicode(try bytes.lineBytes())))
    default: return false
    }
    return true
  }
}
