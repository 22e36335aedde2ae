import Foundation
import TensorBoard
import Testing

/// An event file as a reader of the format takes it apart; whatever is torn or damaged fails the test.
struct EventFile {
  struct Point: Hashable {
    var tag: String
    var step: Int
  }

  private(set) var isVersionFirst = false
  private(set) var scalars: [(point: Point, value: Float)] = []
  private(set) var pictures: [(point: Point, png: [UInt8], width: Int, height: Int)] = []

  init(_ file: URL) throws {
    var rest = try Array(Data(contentsOf: file))[...]
    var isFirst = true
    while !rest.isEmpty {
      try #require(rest.count >= 16)
      let length = Array(rest.prefix(8))
      let count = Int(Self.number(length))
      #expect(UInt32(Self.number(Array(rest.dropFirst(8).prefix(4)))) == CRC32C.masked(length))
      try #require(rest.count >= 16 + count)
      let message = Array(rest.dropFirst(12).prefix(count))
      let sum = Self.number(Array(rest.dropFirst(12 + count).prefix(4)))
      #expect(UInt32(sum) == CRC32C.masked(message))
      rest = rest.dropFirst(16 + count)
      let fields = try Self.fields(message)
      if isFirst { isVersionFirst = fields[3] == .bytes(Array("brain.Event:2".utf8)) }
      isFirst = false
      try add(fields)
    }
  }

  private mutating func add(_ event: [UInt64: Field]) throws {
    guard case .bytes(let summary)? = event[5],
      case .bytes(let bytes)? = try Self.fields(summary)[1]
    else { return }
    let value = try Self.fields(bytes)
    guard case .bytes(let tag)? = value[1] else { return }
    let point = Point(tag: String(decoding: tag, as: UTF8.self), step: Int(event[2]?.number ?? 0))
    if case .number(let bits)? = value[2] {
      scalars.append((point, Float(bitPattern: UInt32(bits))))
    }
    if case .bytes(let bytes)? = value[4] {
      let picture = try Self.fields(bytes)
      guard case .bytes(let png)? = picture[4] else { return }
      pictures.append((point, png, Int(picture[2]?.number ?? 0), Int(picture[1]?.number ?? 0)))
    }
  }

  private enum Field: Equatable {
    case number(UInt64)
    case bytes([UInt8])

    var number: UInt64? { if case .number(let number) = self { number } else { nil } }
  }

  private static func fields(_ message: [UInt8]) throws -> [UInt64: Field] {
    var (fields, rest) = ([UInt64: Field](), message[...])
    func varint() throws -> UInt64 {
      var (value, shift) = (UInt64(0), UInt64(0))
      while true {
        let next = rest.popFirst()
        let byte = try #require(next)
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    while !rest.isEmpty {
      let key = try varint()
      switch key & 7 {
      case 0: fields[key >> 3] = .number(try varint())
      case 2:
        let count = Int(try varint())
        try #require(rest.count >= count)
        fields[key >> 3] = .bytes(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      case let wire:
        let count = wire == 1 ? 8 : 4
        fields[key >> 3] = .number(number(Array(rest.prefix(count))))
        rest = rest.dropFirst(count)
      }
    }
    return fields
  }

  private static func number(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
