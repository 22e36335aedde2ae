import Foundation

/// The header of a safetensors file, checked against the file's length.
struct SafeTensorsHeader {
  struct Entry {
    let name: String
    let type: String
    let shape: [Int]
    /// The tensor's place in the bytes after the header.
    let bytes: Range<Int>

    /// How the numbers are kept; nil for other types than floating-point numbers.
    var format: FloatFormat? {
      switch type {
      case "F16": .float16
      case "BF16": .bfloat16
      case "F32": .float32
      case "F64": .float64
      default: nil
      }
    }
  }

  /// The format allows headers of 100 MB.
  private static let limit = 100_000_000

  /// In the order of their places.
  let entries: [Entry]
  /// The texts that the file says of itself.
  let metadata: [String: String]
  /// The bytes before the first tensor.
  let byteCount: Int

  init(of file: ForeignFile) throws(CheckpointError) {
    let bytes = file.bytes
    guard bytes.count >= 8 else {
      throw file.error("has \(bytes.count) bytes, too few for a safetensors file")
    }
    let declared = bytes.prefix(8).littleEndianNumber
    guard declared <= UInt64(min(bytes.count - 8, Self.limit)) else {
      throw file.error("declares a header of \(declared) bytes, and has \(bytes.count) in all")
    }
    byteCount = 8 + Int(declared)
    let json = bytes[bytes.startIndex + 8..<bytes.startIndex + byteCount]
    let parsed: ParsedHeader
    do {
      parsed = try JSONDecoder().decode(ParsedHeader.self, from: json)
    } catch {
      throw file.error("has a header that is not what safetensors writes: \(Self.reason(error))")
    }
    metadata = parsed.metadata
    entries = try Self.checked(parsed.tensors, in: file, bytes.count - byteCount)
  }

  /// Checks that the tensors fill the rest of the file without gap or overlap.
  private static func checked(
    _ tensors: [String: ParsedTensor],
    in file: ForeignFile,
    _ available: Int
  ) throws(CheckpointError) -> [Entry] {
    var entries: [Entry] = []
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let offsets = tensor.data_offsets
      guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= available
      else { throw file.error("lies at \(offsets) of \(available) bytes", of: name) }
      let entry = Entry(
        name: name,
        type: tensor.dtype,
        shape: tensor.shape,
        bytes: offsets[0]..<offsets[1]
      )
      let size = entry.format.map(\.byteCount) ?? 0
      guard let needed = CheckedSize.product([max(size, 1)] + tensor.shape),
        size == 0 || needed == entry.bytes.count
      else {
        throw file.error(
          "is \(tensor.dtype) of the extents \(tensor.shape) in \(entry.bytes.count) bytes",
          of: name
        )
      }
      entries.append(entry)
    }
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var end = 0
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        throw file.error(
          entry.bytes.lowerBound < end
            ? "overlaps another tensor" : "follows bytes that belong to no tensor",
          of: entry.name
        )
      }
      end = entry.bytes.upperBound
    }
    guard end == available else {
      throw file.error("has \(available - end) bytes after its last tensor")
    }
    return entries
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.codingPath.map(\.stringValue).joined(separator: ".") + " is of another type"
    default: "it is not JSON"
    }
  }
}

/// The JSON of the header.
private struct ParsedHeader: Decodable {
  var tensors: [String: ParsedTensor] = [:]
  var metadata: [String: String] = [:]

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// - Throws: `DecodingError` for a tensor without type, shape and offsets.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for name in container.allKeys {
      if name.stringValue == "__metadata__" {
        // Other programs' may be of any type; it is nothing that a tensor needs.
        metadata = (try? container.decode([String: String].self, forKey: name)) ?? [:]
      } else {
        tensors[name.stringValue] = try container.decode(ParsedTensor.self, forKey: name)
      }
    }
  }
}

/// One tensor in the JSON of the header, named as there.
private struct ParsedTensor: Decodable {
  let dtype: String
  let shape: [Int]
  // swift-format-ignore: AlwaysUseLowerCamelCase
  let data_offsets: [Int]
}
