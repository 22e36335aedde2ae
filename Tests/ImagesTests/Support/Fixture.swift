import Foundation
import Images
import Tensors

/// The files beside these tests; `make_fixtures.py` makes them.
enum Fixture {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  static func file(_ name: String) -> URL { folder.appending(path: name) }

  static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: file(name))) }

  static func image(_ name: String, width: Int, height: Int) throws -> Image {
    Image(width: width, height: height, pixels: try bytes(name))
  }

  static func floats(_ name: String) throws -> [Float] {
    try bytes(name).withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        let word = raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: word))
      }
    }
  }

  /// The checksum that the scripts write of a picture.
  static func checksum(_ image: Image) -> UInt64 {
    image.pixels.enumerated().reduce(0) {
      $0 &+ UInt64($1.element) &* UInt64($1.offset % 65_521 + 1)
    }
  }

  /// The error that a piece of code throws, as text; empty where it throws none.
  static func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }
}
