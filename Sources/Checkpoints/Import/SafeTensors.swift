package import Foundation
import Tensors

/// Files of Hugging Face's safetensors format.
///
/// Eight bytes give the length of a JSON header, which gives every tensor's type, shape and place in
/// the rest of the file. Source: the format's description in the safetensors repository.
package enum SafeTensors {
  /// Reads the tensors of floating-point numbers, in the order of their places.
  ///
  /// - Throws: ``CheckpointError`` for anything that breaks the format's rules.
  package static func read(contentsOf url: URL) throws(CheckpointError) -> NamedTensors {
    try read(ForeignFile(contentsOf: url, kind: "a safetensors file"))
  }

  static func read(_ file: ForeignFile) throws(CheckpointError) -> NamedTensors {
    let header = try SafeTensorsHeader(of: file)
    var result = NamedTensors()
    for entry in header.entries {
      guard let format = entry.format else {
        result.skip(entry.name, "is of the type \(entry.type)")
        continue
      }
      let start = file.bytes.startIndex + header.byteCount
      let bytes = file.bytes[start + entry.bytes.lowerBound..<start + entry.bytes.upperBound]
      guard result.append(format.tensor(bytes, shape: Shape(entry.shape)), named: entry.name) else {
        throw file.error("occurs twice", of: entry.name)
      }
    }
    result.module = ReleasedModule(metadata: header.metadata)
    return result
  }
}
