import Files
import Foundation
import Tensors

/// Collects tensors and writes them as a safetensors file; equal tensors give equal bytes.
struct SafeTensorsWriter {
  private enum Contents {
    case floats(Tensor)
    /// A zero of type I64 without extents.
    case counter
  }

  private var contents: [String: Contents] = [:]
  /// What the file says of itself.
  var metadata: [String: String] = [:]

  /// Adds a tensor [any shape], or puts it in the place of one of the same name.
  mutating func append(_ tensor: Tensor, named name: String) { contents[name] = .floats(tensor) }

  mutating func appendCounter(named name: some StringProtocol) {
    contents[String(name)] = .counter
  }

  private struct Entry: Encodable {
    let dtype: String
    let shape: [Int]
    // swift-format-ignore: AlwaysUseLowerCamelCase
    let data_offsets: [Int]
  }

  private enum Field: Encodable {
    case entry(Entry)
    case metadata([String: String])

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .entry(let entry): try entry.encode(to: encoder)
      case .metadata(let texts): try texts.encode(to: encoder)
      }
    }
  }

  func write(to url: URL) throws(CheckpointError) {
    var header: [String: Field] = [:]
    if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
    var values = Data()
    for (name, content) in contents.sorted(by: { $0.key < $1.key }) {
      let start = values.count
      let (type, shape): (String, [Int])
      switch content {
      case .floats(let tensor):
        (type, shape) = ("F32", tensor.shape.dimensions)
        tensor.withUnsafeValues { values.append(contentsOf: UnsafeRawBufferPointer($0)) }
      case .counter:
        (type, shape) = ("I64", [])
        values.append(contentsOf: [UInt8](repeating: 0, count: 8))
      }
      header[name] = .entry(
        Entry(dtype: type, shape: shape, data_offsets: [start, values.count])
      )
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json: Data
    do {
      json = try encoder.encode(header)
    } catch {
      preconditionFailure("a header of names and numbers does not encode: \(error)")
    }
    // Values begin at a multiple of 8, so that they can be mapped.
    json.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - json.count % 8) % 8))
    var file = Data()
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { file.append(contentsOf: $0) }
    do throws(WriteFailure) {
      try NewFile.write(file + json + values, to: url)
    } catch {
      throw CheckpointError(error)
    }
  }
}
