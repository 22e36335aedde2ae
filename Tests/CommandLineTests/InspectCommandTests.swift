import Foundation
import Images
import TestSupport
import Testing

/// What `data inspect` prints of small folders.
struct InspectCommandTests {
  /// Two splits of two classes; no picture is like another.
  private func addPictures(to folder: URL) throws {
    for (number, path) in [
      "train/a/0.png", "train/a/1.png", "train/b/0.png", "train/b/1.png", "test/a/2.png",
      "test/b/2.png",
    ].enumerated() {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      let width = 20 + number
      let pixels = (0..<width * 16 * 3).map {
        UInt8(truncatingIfNeeded: ($0 &* 7) ^ (number &* 37))
      }
      try Data(PNGCodec.encode(Image(width: width, height: 16, pixels: pixels))).write(to: file)
    }
  }

  @Test func countsASoundFolder() throws {
    try Places.withTemporaryDirectory { folder in
      try addPictures(to: folder)
      let outcome = try Program.run("data", "inspect", ".", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(
        outcome.output == """
          train: 4 pictures, 2 classes, 2 per class; 20–23 × 16 pixels
          test: 2 pictures, 2 classes, 1 per class; 24–25 × 16 pixels
          every picture can be read, and no two are the same

          """
      )
    }
  }

  @Test func namesPicturesInSeveralSplits() throws {
    try Places.withTemporaryDirectory { folder in
      try addPictures(to: folder)
      try FileManager.default.copyItem(
        at: folder.appending(path: "train/a/0.png"),
        to: folder.appending(path: "test/a/leak.png")
      )
      let outcome = try Program.run("data", "inspect", ".", in: folder)
      #expect(outcome.code == 1)
      #expect(
        outcome.output.contains("the same picture in several splits: 1\n  train/a/0.png = ")
      )
    }
  }

  @Test func printsJSON() throws {
    try Places.withTemporaryDirectory { folder in
      try addPictures(to: folder)
      let outcome = try Program.run("data", "inspect", ".", "--format", "json", in: folder)
      let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let keys = (json as? [String: Any])?.keys.sorted()
      #expect(
        keys == ["broken", "damaged", "leftOut", "others", "problems", "repetitions", "splits"]
      )
    }
  }
}
