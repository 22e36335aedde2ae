import Datasets
import Foundation
import Images
import TestSupport
import Testing

/// Where masks come from.
struct ObjectTruthTests {
  private let image = { (folder: URL) in
    LabelledImage(
      path: "test/a/1.png",
      file: folder.appending(path: "test/a/1.png"),
      classIndex: 0
    )
  }

  private func write(_ mask: GrayImage, _ path: String, _ folder: URL) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(PNGCodec.encode(mask)).write(to: file)
  }

  private func manifest(_ more: String, _ folder: URL) throws {
    let text = """
      {"schema": "protopnet-dataset/1", "dataset": "CUB", "recipe": {}, "sourceDigest": "0",
       "classNames": ["a"], "splits": [], "images": [
        {"path": "test/a/1.png", "sha256": "0", "source": "1", "label": "1", "width": 8, "height": 4\(more)}]}
      """
    try Data(text.utf8).write(to: folder.appending(path: "manifest.json"))
  }

  @Test func masksAreFilesOfThePicturesPaths() throws {
    try Places.withTemporaryDirectory { folder in
      let left = GrayImage(width: 2, height: 1, pixels: [255, 0])
      try write(left, "masks/test/a/1.png", folder)
      let truth = try ObjectTruth(root: folder, images: [image(folder)])
      #expect(truth.maskSource == "segmentations in masks/" && truth.labelledParts.isEmpty)
      #expect(
        try truth.mask(of: image(folder), imageSize: 2) == [true, false, true, false]
      )
      #expect(try truth.labels(of: image(folder), imageSize: 2) == nil)
    }
  }

  @Test func boxesOfWholePicturesStandInForMasksAndSaySo() throws {
    try Places.withTemporaryDirectory { folder in
      try manifest(#", "objectBox": [4, 0, 8, 2]"#, folder)
      let truth = try ObjectTruth(root: folder, images: [image(folder)])
      #expect(truth.maskSource == "the object's box, not its outline")
      #expect(
        try truth.mask(of: image(folder), imageSize: 2) == [false, true, false, false]
      )
    }
  }

  @Test func cropsHaveNoMasks() throws {
    try Places.withTemporaryDirectory { folder in
      try manifest(#", "box": [4, 0, 8, 2]"#, folder)
      let truth = try ObjectTruth(root: folder, images: [image(folder)])
      #expect(truth.maskSource == nil && truth.missingMasks.contains("cropped"))
      #expect(try truth.mask(of: image(folder), imageSize: 2) == nil)
    }
  }
}
