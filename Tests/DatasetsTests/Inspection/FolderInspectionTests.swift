import Foundation
import Images
import Testing

import Datasets

struct FolderInspectionTests {
  /// Two splits of two classes; no picture is like another.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (number, path) in [
      "train/a/0.png", "train/a/1.png", "train/b/0.png", "train/b/1.png", "test/a/2.png",
      "test/b/2.png",
    ].enumerated() {
      try folder.addPicture(path, width: 20 + number, height: 16, seed: number)
    }
    return folder
  }

  @Test func countsASoundFolder() throws {
    let folder = try folder()
    let inspection = try FolderInspection(folder.url, splits: [])
    #expect(inspection.isSound)
    let train = try FolderInspection(folder.url.appending(path: "train"), splits: [])
    #expect(train.splits.map(\.name) == [""])
    #expect(train.splits[0].classes.map(\.name) == ["a", "b"])
  }

  /// Copies are found by what they show: here as another PNG file with an extra chunk.
  @Test func findsCopiesAndBrokenPictures() throws {
    let folder = try folder()
    let original = try Data(contentsOf: folder.url.appending(path: "train/a/0.png"))
    let gamma: [UInt8] = [
      0, 0, 0, 4, 0x67, 0x41, 0x4D, 0x41, 0, 0, 0xB1, 0x8F, 0x0B, 0xFC, 0x61, 5,
    ]
    try folder.add("test/a/leak.png", Array(original[..<33]) + gamma + Array(original[33...]))
    try folder.addPicture("train/a/other.png", width: 22, height: 16, seed: 2)
    try folder.addPicture("test/b/again.png", width: 25, height: 16, seed: 5)
    try folder.add("test/b/broken.png", Array(original.prefix(60)))
    let inspection = try FolderInspection(folder.url, splits: [])
    #expect(!inspection.isSound)
    #expect(
      inspection.repetitions == [
        .init(
          images: ["test/b/2.png", "test/b/again.png"],
          isAcrossSplits: false,
          isAcrossClasses: false
        ),
        .init(
          images: ["train/a/0.png", "test/a/leak.png"],
          isAcrossSplits: true,
          isAcrossClasses: false
        ),
        .init(
          images: ["train/a/other.png", "train/b/0.png"],
          isAcrossSplits: false,
          isAcrossClasses: true
        ),
      ]
    )
    #expect(inspection.broken.count == 1)
    #expect(inspection.broken[0].hasPrefix("test/b/broken.png is a PNG picture cut off"))
    // A copy inside one class is no leak.
    #expect(try FolderInspection(folder.url.appending(path: "train"), splits: []).isSound == false)
  }

  @Test func looksAtTheSplitsThatAreNamed() throws {
    let folder = try folder()
    #expect(try FolderInspection(folder.url, splits: ["test"]).splits.map(\.name) == ["test"])
    #expect(throws: DatasetError.self) { try FolderInspection(folder.url, splits: ["val"]) }
    #expect(throws: DatasetError.self) {
      try FolderInspection(folder.url.appending(path: "x"), splits: [])
    }
  }

  @Test func drawsARowForEachClass() throws {
    let folder = try folder()
    try folder.add("test/b/broken.png", [1, 2, 3])
    let sheet = try ContactSheet(FolderInspection(folder.url, splits: [])).image()
    let cell = ContactSheet.edge + ContactSheet.gap
    let splitWidth = ContactSheet.columnCount * cell + ContactSheet.splitGap
    #expect(sheet.height == 2 * cell + ContactSheet.gap)
    #expect(sheet.width == 2 * splitWidth - ContactSheet.splitGap + ContactSheet.gap)
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
      Array(sheet.pixels[(y * sheet.width + x) * 3..<(y * sheet.width + x) * 3 + 3])
    }
    #expect(pixel(0, 0) == [32, 32, 32])
    // The picture at (2, 2) is the first of class a, 64 pixels wide.
    let first = try Image(contentsOf: folder.url.appending(path: "train/a/0.png"))
      .resized(width: 64, height: 51)
    #expect(pixel(2, 2) == Array(first.pixels[..<3]))
    // The second picture of class b in the test split cannot be read.
    #expect(pixel(splitWidth + cell + 30, cell + 30) == [200, 0, 0])
  }
}
