import Foundation
import Images

/// A directory that is removed with this value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-datasets-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      print("cannot remove \(url.path): \(error)")
    }
  }

  /// Creates a file and the directories above it.
  @discardableResult
  func add(_ path: String, _ bytes: [UInt8] = []) throws -> URL {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(bytes).write(to: file)
    return file
  }

  /// Creates a PNG picture whose samples tell `seed` and the position.
  @discardableResult
  func addPicture(_ path: String, width: Int, height: Int, seed: Int) throws -> URL {
    let pixels = (0..<width * height * 3).map {
      UInt8(truncatingIfNeeded: ($0 &* 7) ^ (seed &* 37))
    }
    let image = Image(width: width, height: height, pixels: pixels)
    return try add(path, PNGCodec.encode(image))
  }
}
