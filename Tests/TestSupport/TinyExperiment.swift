package import Foundation
import Images

/// An experiment of seconds on pictures that it draws itself: three colours with noise.
package struct TinyExperiment {
  package let folder: URL
  package var yaml: URL { folder.appending(path: "tiny.yaml") }
  package var pictures: URL { folder.appending(path: "pictures") }
  package var results: URL { folder.appending(path: "results") }

  package static let classNames = ["blue", "green", "red"]

  /// Draws the pictures into a folder and writes the experiment beside them.
  package init(in folder: URL, schedule: String = Self.schedule, more: String = "") throws {
    self.folder = folder
    for (index, name) in Self.classNames.enumerated() {
      for (split, count) in [("train", 5), ("test", 3)] {
        let directory = pictures.appending(path: "\(split)/\(name)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for number in 0..<count {
          let image = Self.picture(channel: 2 - index, seed: index * 100 + number + count)
          try image.write(to: directory.appending(path: "\(number).png"))
        }
      }
    }
    try Data(Self.text(schedule: schedule, more: more).utf8).write(to: yaml)
  }

  package static let schedule = """
    schedule:
      warm-up: {epochs: 2}
      cycles:
        - joint: {steps: 3}
          last-layer: {epochs: 2}
          repeat: 2
    """

  package static func text(schedule: String = Self.schedule, more: String = "") -> String {
    """
    name: tiny
    data:
      source: image-folder
      folder: pictures
      image-size: 32
      flip: true
    backbone:
      architecture: vgg11
      cut-after: block-2
    add-on-layers: {channels: 8}
    prototypes: {per-class: 2}
    optimizer: {batch-size: 4}
    engine: {threads: 1}
    \(schedule)
    \(more)
    """
  }

  /// One channel bright, all with noise.
  private static func picture(channel: Int, seed: Int) -> Image {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    let pixels = (0..<24 * 28 * 3).map { index in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(state & 63) + (index % 3 == channel ? 150 : 30)
    }
    return Image(width: 24, height: 28, pixels: pixels)
  }
}
