import Digests
import Foundation
import Images
import TestSupport
import Testing

import Datasets

struct PreparationTests {
  private func cub(_ folder: URL) -> SourceSet { CUB200.read(from: folder, withBoxes: true) }

  private func prepare(_ fixture: PublishedFixture) throws -> DatasetManifest {
    try fixture.preparation().run(cub(fixture.source))
  }

  @Test func writesCropsThatAnExperimentReads() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      let manifest = try prepare(fixture)
      #expect(try DatasetManifest(of: fixture.output) == manifest)

      let dataset = try ImageFolder.load(
        name: "x",
        root: fixture.output,
        train: "train",
        projection: "train",
        test: "test"
      )
      #expect(dataset.classNames == ["001.Blue_wren", "002.Green_finch", "003.Red_heron"])
      #expect(dataset.train.count == 9 && dataset.test.count == 6)
      #expect(
        manifest.splits.map(\.digest)
          == [try dataset.train.digest(), try dataset.test.digest()].map { "\($0)" }
      )
      for entry in manifest.images {
        let file = fixture.output.appending(path: entry.path)
        #expect("\(try SHA256Digest(contentsOf: file))" == entry.sha256)
        let image = try Image(contentsOf: file)
        #expect(image.width == entry.width && image.height == entry.height)
      }
      let second = try #require(manifest.images.first { $0.path.hasSuffix("Blue_wren_0002.jpg") })
      // The box begins at (2.5, 3.5): halves go to the even neighbour.
      #expect(second.box == [2, 4, 22, 18])
      #expect(second.parts == [SourceSet.Part(name: "beak", x: 6.5, y: 4.5)])
    }
  }

  @Test func keepsWholePicturesByteByByte() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      // Boxes are not needed for whole pictures.
      try FileManager.default.removeItem(at: fixture.source.appending(path: "bounding_boxes.txt"))
      let set = CUB200.read(from: fixture.source, withBoxes: false)
      let manifest = try fixture.preparation().run(set)
      for entry in manifest.images {
        let source = try Data(contentsOf: fixture.source.appending(path: entry.source))
        #expect(try Data(contentsOf: fixture.output.appending(path: entry.path)) == source)
        #expect(entry.box == nil)
      }
    }
  }

  @Test func doesNothingWhereTheOutputIsFinished() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      #expect(try fixture.preparation().finished() == nil)
      let manifest = try prepare(fixture)
      // Not even the source is needed any more.
      try FileManager.default.removeItem(at: fixture.source)
      #expect(try fixture.preparation().finished() == manifest)
    }
  }

  @Test func noticesChangedAndMissingPictures() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      let manifest = try prepare(fixture)
      let files = manifest.images.prefix(2).map { fixture.output.appending(path: $0.path) }
      try Data("x".utf8).write(to: files[0])
      try FileManager.default.removeItem(at: files[1])
      let error = try #require(throws: DatasetError.self) { try fixture.preparation().finished() }
      #expect(
        error.problems == [
          "\(files[0].path) was changed since it was prepared", "\(files[1].path) is missing",
          "remove \(fixture.output.path) and prepare it again",
        ]
      )
    }
  }

  @Test func leavesOtherFilesAlone() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      try FileManager.default.createDirectory(
        at: fixture.output,
        withIntermediateDirectories: true
      )
      // An empty folder is welcome.
      #expect(try fixture.preparation().finished() == nil)
      let note = fixture.output.appending(path: "note.txt")
      try Data("mine".utf8).write(to: note)
      #expect(throws: DatasetError.self) { try fixture.preparation().finished() }
      // Even where somebody put it there at the last moment.
      let error = try #require(throws: DatasetError.self) { try prepare(fixture) }
      #expect(error.problems[0].contains("cannot become"))
      #expect(try fixture.others() == ["output", "output/note.txt"])
    }
  }

  @Test func refusesAnOutputOfAnotherRecipe() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      _ = try prepare(fixture)
      let other = Preparation(
        dataset: "fixture",
        recipe: ["crop": "none"],
        expected: PublishedFixture.cub,
        output: fixture.output
      )
      #expect(throws: DatasetError.self) { try other.finished() }
    }
  }

  @Test func startsOverAfterAnInterruption() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      let left = folder.appending(path: ".output.preparing/train/old")
      try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
      _ = try prepare(fixture)
      #expect(try !fixture.others().contains { $0.contains("old") || $0.contains("preparing") })
    }
  }

  @Test func keepsASecondPreparationOut() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      let first = try StagingFolder(for: fixture.output)
      let error = try #require(throws: DatasetError.self) { try prepare(fixture) }
      #expect(error.problems[0].hasPrefix("another preparation is at work"))
      #expect(FileManager.default.fileExists(atPath: first.url.path))
      first.discard()
    }
  }

  @Test func aSplitThatIsListedTwiceIsAnError() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      let manifest = try prepare(fixture)
      #expect(try fixture.preparation().finished() == manifest)
      let file = fixture.output.appending(path: DatasetManifest.fileName)
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacing(#""name" : "train""#, with: #""name" : "test""#).utf8).write(to: file)
      let error = try #require(throws: DatasetError.self) { try fixture.preparation().finished() }
      #expect(error.problems.first == "\(file.path) lists the split 'test' twice")
    }
  }
}
