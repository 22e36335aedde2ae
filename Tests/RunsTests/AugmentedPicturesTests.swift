import Checkpoints
import Datasets
import Digests
import Experiments
import Foundation
import Recipe
import TestSupport
import Testing
import Runs

/// Augmented pictures in one HDF5 file.
struct AugmentedPicturesTests {
  private static let settings = AugmentationSettings(
    preset: .asPaper,
    seed: 3,
    copies: [.rotation: 1, .shear: 2],
    includesOriginals: true
  )

  private func dataset(_ folder: URL) throws -> Dataset {
    let tiny = try TinyExperiment(in: folder)
    return try ExperimentData(
      Experiment(yaml: String(contentsOf: tiny.yaml, encoding: .utf8), file: tiny.yaml.path)
    ).list()
  }

  private func file(_ name: String, of dataset: Dataset, _ folder: URL) throws -> AugmentedPictures
  {
    let file = folder.appending(path: name)
    return try AugmentedPictures(Self.settings, of: dataset, in: "train", file: file)
  }

  private func run(_ pictures: AugmentedPictures, threads: Int = 2) throws -> [Int] {
    let outcome = try pictures.run(threadCount: threads) { _, _ in }
    return [outcome.madeCount, outcome.keptCount]
  }

  /// What a program has made before it is killed while it writes the file.
  private func make(_ dataset: Dataset, in folder: URL) throws {
    let images = dataset.train.images
    _ = try OfflineAugmentation(Self.settings, of: images, in: "train", folder: folder)
      .run(threadCount: 2)
  }

  private func bytes(_ pictures: AugmentedPictures) throws -> Data {
    try Data(contentsOf: pictures.place)
  }

  @Test func holdsTheFolderFileByFile() throws {
    try Places.withTemporaryDirectory { folder in
      let dataset = try dataset(folder)
      let place = folder.appending(path: "all")
      let inFolder = try AugmentedPictures(Self.settings, of: dataset, in: "train", folder: place)
      let inFile = try file("all.h5", of: dataset, folder)
      #expect(try run(inFolder) == [60, 0])
      #expect(try run(inFile) == [60, 0])
      let (left, right) = (try inFolder.images(), try inFile.images())
      #expect(left.map(\.path) == right.map(\.path))
      #expect(left.map(\.classIndex) == right.map(\.classIndex))
      for (one, other) in zip(left, right) {
        #expect(try one.contents.read() == other.contents.read())
      }
      let manifest = try String(
        contentsOf: place.appending(path: "manifest.jsonl"),
        encoding: .utf8
      )
      let pack = try PicturePack(contentsOf: inFile.place)
      #expect(pack.manifest.sorted() == manifest.split(separator: "\n").map(String.init).sorted())
      #expect(try inFile.verify(threadCount: 2) { _, _ in } == [])
    }
  }

  /// Equal bytes for any number of threads, and after a kill at either of the two places for one.
  @Test func goesOnToTheSameBytes() throws {
    try Places.withTemporaryDirectory { folder in
      let dataset = try dataset(folder)
      let whole = try file("whole/copies.h5", of: dataset, folder)
      try FileManager.default.createDirectory(
        at: folder.appending(path: "whole"),
        withIntermediateDirectories: true
      )
      #expect(try run(whole, threads: 1) == [60, 0])
      #expect(try run(whole) == [0, 60])

      // Killed while the copies were made, with all but a few of them there.
      let stopped = try file("copies.h5", of: dataset, folder)
      let making = folder.appending(path: "copies.h5.making")
      try make(dataset, in: making)
      try FileManager.default.removeItem(at: making.appending(path: "red/0.png"))
      #expect(try run(stopped) == [4, 56])
      #expect(try bytes(stopped) == bytes(whole))

      // Killed while the file was written.
      try FileManager.default.removeItem(at: stopped.place)
      try make(dataset, in: making)
      try Data("half".utf8).write(to: folder.appending(path: "copies.h5.partial"))
      #expect(try run(stopped) == [0, 60])
      #expect(try bytes(stopped) == bytes(whole))
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/copies.h5.partial"))
    }
  }

  @Test func verifyNamesAPictureThatWasChanged() throws {
    try Places.withTemporaryDirectory { folder in
      let dataset = try dataset(folder)
      let pictures = try file("copies.h5", of: dataset, folder)
      #expect(
        try pictures.verify(threadCount: 1) { _, _ in }[0].hasSuffix("was not made or not finished")
      )
      _ = try run(pictures)
      let images = try pictures.images()
      let picture = try images[17].contents.read()
      var data = try bytes(pictures)
      let place = try #require(data.firstRange(of: picture))
      data[place.lowerBound + picture.count / 2] ^= 1
      try data.write(to: pictures.place)
      let damage = try #require(throws: CheckpointError.self) {
        try pictures.verify(threadCount: 2) { _, _ in }
      }
      #expect(damage.problem == "is damaged: its contents are not what its digest says")

      // Somebody who mends the digest is found out by the manifest.
      let block = "protopnet HDF5 1\nbytes \(data.count)\nsha256 \(SHA256Digest(data[512...]))\n"
      data.replaceSubrange(0..<block.utf8.count, with: block.utf8)
      try data.write(to: pictures.place)
      let path = images[17].path.dropFirst("copies/".count)
      #expect(try pictures.verify(threadCount: 2) { _, _ in } == ["\(path) was changed"])
    }
  }

  @Test func refusesFilesOfOthers() throws {
    try Places.withTemporaryDirectory { folder in
      let dataset = try dataset(folder)
      let pictures = try file("copies.h5", of: dataset, folder)
      try Data("mine".utf8).write(to: pictures.place)
      #expect(throws: CheckpointError.self) { try run(pictures) }
      #expect(try bytes(pictures) == Data("mine".utf8))
      try FileManager.default.removeItem(at: pictures.place)
      _ = try run(pictures)

      let others = AugmentationSettings(
        preset: .asPaper,
        seed: 4,
        copies: [.rotation: 1],
        includesOriginals: true
      )
      let second = try AugmentedPictures(others, of: dataset, in: "train", file: pictures.place)
      let error = try #require(throws: DatasetError.self) { try run(second) }
      #expect(error.problems[0].contains("copies.h5 was made with other settings"))
    }
  }
}
