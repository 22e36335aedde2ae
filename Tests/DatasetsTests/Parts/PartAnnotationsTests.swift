import Datasets
import Foundation
import TestSupport
import Testing

struct PartAnnotationsTests {
  @Test func readsAPreparedSetsManifest() throws {
    try Places.withTemporaryDirectory { folder in
      let manifest = """
        {"schema": "protopnet-dataset/1", "dataset": "CUB", "recipe": {}, "sourceDigest": "0",
         "classNames": ["a"], "splits": [], "images": [
          {"path": "test/a/1.jpg", "sha256": "0", "source": "1", "label": "1", "width": 200,
           "height": 100, "parts": [{"name": "tail", "x": 50, "y": 99.9}, {"name": "beak", "x": -3, "y": 20}]},
          {"path": "test/a/2.jpg", "sha256": "0", "source": "2", "label": "1", "width": 10, "height": 10}]}
        """
      try Data(manifest.utf8).write(to: folder.appending(path: "manifest.json"))
      let annotations = try #require(try PartAnnotations(of: folder))
      #expect(annotations.names == ["beak", "tail"])
      let places = try #require(annotations.places(in: "test/a/1.jpg", imageSize: 64))
      // Truncated towards zero, as the reference does it.
      #expect(places.map { $0.map { [$0.row, $0.column] } } == [[12, 0], [63, 16]])
      let bare = try #require(annotations.places(in: "test/a/2.jpg", imageSize: 64))
      #expect(bare.allSatisfy { $0 == nil })
      #expect(annotations.places(in: "test/a/3.jpg", imageSize: 64) == nil)
    }
  }

  @Test func readsToyBirds() throws {
    try Places.withTemporaryDirectory { folder in
      let configuration = ToyBirds.Configuration(
        seed: 1,
        trainPerClass: 1,
        testPerClass: 1,
        pictureSize: 32
      )
      try ToyBirds.write(to: folder, configuration: configuration)
      let annotations = try #require(try PartAnnotations(of: folder))
      #expect(annotations.names == ["body", "head", "beak", "eye", "wing", "tail", "foot"])
      let dataset = try ToyBirds.load(from: folder, configuration: configuration)
      for image in dataset.test.images {
        let places = try #require(annotations.places(in: image.path, imageSize: 64))
        #expect(places.count == 7 && places[0] != nil)
      }
    }
  }

  @Test func aFolderWithoutPartsHasNoAnnotations() throws {
    try Places.withTemporaryDirectory { folder in
      #expect(try PartAnnotations(of: folder) == nil)
      try Data("{}".utf8).write(to: folder.appending(path: "index.json"))
      #expect(throws: DatasetError.self) { try PartAnnotations(of: folder) }
    }
  }
}
