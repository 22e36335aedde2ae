import Foundation

/// The files in which an ONNX model keeps the values of its tensors.
///
/// Source: "External data" in ONNX's documentation.
struct ONNXExternalFiles {
  private let model: ForeignFile
  private var files: [String: ForeignFile] = [:]
  /// The bytes that may still be taken; tensors that view the same ones many times mean harm.
  private var budget = 0

  init(besides model: ForeignFile) { self.model = model }

  /// The bytes of a tensor at a place; all up to the file's end where the place has no length.
  ///
  /// - Throws: ``CheckpointError`` naming a file that is missing, too short or not beside the model.
  mutating func bytes(
    _ place: [String: String],
    count: Int?,
    of tensor: String
  ) throws(CheckpointError) -> Data {
    guard let location = place["location"], !location.isEmpty else {
      throw model.error("keeps its values in another file, which it does not name", of: tensor)
    }
    let file = try file(location, of: tensor)
    let offset = Int(place["offset"] ?? "0") ?? -1
    let length = place["length"].map { Int($0) ?? -1 } ?? count ?? -1
    guard offset >= 0, length >= 0, offset <= file.bytes.count, length <= file.bytes.count - offset
    else {
      throw model.error(
        "lies beyond the \(file.bytes.count) bytes of '\(location)'",
        of: tensor,
        remedy: "copy both files again, completely"
      )
    }
    budget -= length
    guard budget >= 0 else {
      throw model.error("is made to fill the memory: its tensors overlap", of: tensor)
    }
    let start = file.bytes.startIndex + offset
    return file.bytes[start..<start + length]
  }

  private mutating func file(
    _ location: String,
    of tensor: String
  ) throws(CheckpointError) -> ForeignFile {
    if let known = files[location] { return known }
    guard !location.hasPrefix("/"), !location.split(separator: "/").contains("..") else {
      throw model.error(
        "keeps its values in '\(location)', outside the model's folder, which is not read",
        of: tensor
      )
    }
    let url = URL(fileURLWithPath: model.path).deletingLastPathComponent().appending(path: location)
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw model.error(
        "keeps its values in '\(location)', which is not beside the model",
        of: tensor,
        remedy: "copy that file there, too"
      )
    }
    let file = try ForeignFile(contentsOf: url, kind: "the data of an ONNX model")
    files[location] = file
    budget += file.bytes.count
    return file
  }
}
