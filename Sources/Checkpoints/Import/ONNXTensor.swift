import Foundation
import Tensors

/// A TensorProto: an array with its name, whose values are not decoded yet.
struct ONNXTensor {
  private(set) var name = ""
  private var extents: [Int] = []
  private var type: UInt64 = 0
  /// The values' bytes, from `raw_data` or the floats of `float_data`.
  private var raw = Data()
  private var floats = Data()
  private var isExternal = false
  /// `location`, `offset` and `length` of values in another file.
  private var place: [String: String] = [:]

  init(_ message: Data) throws(ProtobufFields.Malformation) {
    var fields = ProtobufFields(message)
    while let field = try fields.next() {
      switch (field.number, field.value) {
      case (1, .integer(let extent)): extents.append(Int(truncatingIfNeeded: extent))
      case (1, .bytes(let bytes)):
        extents += try ProtobufFields.packedIntegers(bytes).map { Int(truncatingIfNeeded: $0) }
      case (2, .integer(let value)): type = value
      case (4, .bytes(let bytes)), (4, .fixed32(let bytes)): floats += bytes
      case (8, .bytes(let bytes)): name = String(decoding: bytes, as: UTF8.self)
      case (9, .bytes(let bytes)): raw = bytes
      case (13, .bytes(let entry)):
        let (key, value) = try Self.entry(entry)
        place[key] = value
      case (14, .integer(let location)): isExternal = location == 1
      default: break
      }
    }
  }

  /// How the numbers are kept; nil for other types than floating-point numbers.
  var format: FloatFormat? {
    switch type {
    case 1: .float32
    case 10: .float16
    case 11: .float64
    case 16: .bfloat16
    default: nil
    }
  }

  /// A StringStringEntryProto.
  private static func entry(
    _ message: Data
  ) throws(ProtobufFields.Malformation) -> (key: String, value: String) {
    var fields = ProtobufFields(message)
    var texts = ["", ""]
    while let field = try fields.next() {
      if 1...2 ~= field.number, case .bytes(let bytes) = field.value {
        texts[field.number - 1] = String(decoding: bytes, as: UTF8.self)
      }
    }
    return (texts[0], texts[1])
  }

  func tensor(
    _ format: FloatFormat,
    in file: ForeignFile,
    _ others: inout ONNXExternalFiles
  ) throws(CheckpointError) -> Tensor {
    let needed = CheckedSize.product([format.byteCount] + extents)
    let bytes =
      if isExternal {
        try others.bytes(place, count: needed, of: name)
      } else {
        raw.isEmpty && format == .float32 ? floats : raw
      }
    guard needed == bytes.count else {
      throw file.error("has the extents \(extents) and \(bytes.count) bytes of values", of: name)
    }
    return format.tensor(bytes, shape: Shape(extents))
  }
}
