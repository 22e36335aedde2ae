import Datasets
import Foundation
import TestSupport
import Testing

struct PartAnnotationsTests {
  private static let fewBirds = ToyBirds.Configuration(
    seed: 1,
    trainPerClass: 1,
    testPerClass: 1,
    pictureSize: 32
  )

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
      try ToyBirds.write(to: folder, configuration: Self.fewBirds)
      let annotations = try #require(try PartAnnotations(of: folder))
      #expect(annotations.names == ["body", "head", "beak", "eye", "wing", "tail", "foot"])
      let dataset = try ToyBirds.load(from: folder, configuration: Self.fewBirds)
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

  /// Each once led to a trap, or out of the folder.
  @Test(arguments: [
    (
      #""splits": ["#,
      #""splits": [{"name": "a", "imageCount": 1, "digest": ""}, {"name": "a", "imageCount": 1, "digest": ""}, "#,
      "lists the split 'a' twice"
    ),
    (#""imageCount": 3"#, #""imageCount": -3"#, "gives the split 'test' -3 pictures"),
    (#""classNames": ["a"]"#, #""classNames": ["a", "a"]"#, "lists the class 'a' twice"),
    ("test/a/2.jpg", "test/a/1.jpg", "lists the picture 'test/a/1.jpg' twice"),
    (
      "test/a/2.jpg", "../../etc/2.jpg",
      "names the picture '../../etc/2.jpg', which is no path in the folder"
    ),
    (
      "test/a/2.jpg", "../\u{301}/2.jpg",
      "names the picture '../\u{301}/2.jpg', which is no path in the folder"
    ),
    (
      "test/a/2.jpg", "/etc/passwd",
      "names the picture '/etc/passwd', which is no path in the folder"
    ),
    (#""width": 200"#, #""width": 0"#, "gives 'test/a/1.jpg' 0×100 pixels"),
    (
      #""height": 100"#, #""height": -9223372036854775808"#,
      "gives 'test/a/1.jpg' 200×-9223372036854775808 pixels"
    ),
    (
      #""x": 50"#, #""x": 1e300"#, "places the part 'tail' of 'test/a/1.jpg' outside of any picture"
    ),
    (#""width": 200"#, #""width": 92233720368547758080"#, "is no manifest of a prepared data set"),
    (#""splits""#, #""other""#, "is no manifest of a prepared data set"),
    (#""label": "1""#, "\"label\": \"\u{0}\"", "is no manifest of a prepared data set"),
  ])
  func aManifestThatNoPreparationWroteIsRefused(old: String, new: String, problem: String) throws {
    try Places.withTemporaryDirectory { folder in
      let manifest = """
        {"schema": "protopnet-dataset/1", "dataset": "CUB", "recipe": {}, "sourceDigest": "0",
         "classNames": ["a"], "splits": [{"name": "test", "imageCount": 3, "digest": ""}], "images": [
          {"path": "test/a/1.jpg", "sha256": "0", "source": "1", "label": "1", "width": 200,
           "height": 100, "parts": [{"name": "tail", "x": 50, "y": 99.9}]},
          {"path": "test/a/2.jpg", "sha256": "0", "source": "2", "label": "2", "width": 10, "height": 10}]}
        """
      let file = folder.appending(path: "manifest.json")
      try Data(manifest.utf8).write(to: file)
      #expect(try PartAnnotations(of: folder) != nil)
      let changed = manifest.replacing(old, with: new, maxReplacements: 1)
      #expect(changed != manifest)
      try Data(changed.utf8).write(to: file)
      let error = try #require(throws: DatasetError.self) { try PartAnnotations(of: folder) }
      #expect("\(error)".contains(problem), "\(error)")
    }
  }

  @Test func anIndexWhoseBirdsHaveNoExtentIsRefused() throws {
    try Places.withTemporaryDirectory { folder in
      try ToyBirds.write(to: folder, configuration: Self.fewBirds)
      let file = folder.appending(path: "index.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      for (old, new) in [
        (#""pictureSize":32"#, #""pictureSize":0"#),
        (#""locations":["#, #""locations":[{"visible":true,"x":1,"y":1},"#),
        (#""visible":true,"x":"#, #""visible":true,"x":9999999"#),
      ] {
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        try Data(changed.utf8).write(to: file)
        #expect(throws: DatasetError.self) { try PartAnnotations(of: folder) }
      }
    }
  }
}
