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

  @Test func aSecondPreparationWaitsForTheFirst() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      let (waits, ends) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
      let source = cub(fixture.source)
      var first: StagingFolder? = try StagingFolder(for: fixture.output)
      Thread {
        let made = try? fixture.preparation().run(source) { _ in waits.signal() }
        if made != nil { ends.signal() }
      }.start()
      #expect(waits.wait(timeout: .now() + 30) == .success)
      #expect(first.map { FileManager.default.fileExists(atPath: $0.url.path) } == true)
      first?.discard()
      #expect(ends.wait(timeout: .now() + 0.1) == .timedOut)
      first = nil
      #expect(ends.wait(timeout: .now() + 30) == .success)
      #expect(try !fixture.others().contains { $0.contains("preparing") })
    }
  }

  /// What another process has finished meanwhile is taken as it is.
  @Test func aSecondPreparationTakesWhatTheFirstMade() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      let manifest = try prepare(fixture)
      let file = fixture.output.appending(path: DatasetManifest.fileName)
      let before = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(try prepare(fixture) == manifest)
      let after = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
      #expect(try !fixture.others().contains { $0.contains("preparing") })
    }
  }

  @Test func whatCannotBeReadIsNotToBeRemoved() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      let manifest = try prepare(fixture)
      let picture = fixture.output.appending(path: manifest.images[0].path)
      try FileManager.default.removeItem(at: picture)
      symlink(picture.path, picture.path)
      let unread = try #require(throws: DatasetError.self) { try fixture.preparation().finished() }
      #expect(unread.problems.count == 1)
      #expect(
        unread.problems[0].hasSuffix("cannot be read (its links lead in a circle); check the path")
      )
      unlink(picture.path)
      let missing = try #require(throws: DatasetError.self) { try fixture.preparation().finished() }
      #expect(missing.problems[0].hasSuffix("is missing"))
      #expect(missing.problems.count == 2)
    }
  }

  @Test func aNewerManifestIsNamed() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      _ = try prepare(fixture)
      let file = fixture.output.appending(path: DatasetManifest.fileName)
      for change in [
        ("protopnet-dataset/1", "protopnet-dataset/2"), ("\"images\"", "\"pictures\""),
      ] {
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.replacing(change.0, with: change.1).utf8).write(to: file)
        let error = try #require(throws: DatasetError.self) { try fixture.preparation().finished() }
        #expect(error.problems[0].contains("was written by a newer version of this program"))
      }
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
