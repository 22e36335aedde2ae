import Datasets
import Foundation
import Testing

/// Data sets that lie a folder deeper, or whose parts have other names: one hint each.
struct SplitNamesTests {
  private func problems(_ paths: [String]) throws -> [String] {
    let folder = try TemporaryFolder()
    for path in paths {
      for name in ["ant", "bee"] { try folder.add("\(path)/\(name)/1.jpg") }
    }
    let error = try #require(throws: DatasetError.self) {
      try ImageFolder.load(
        name: "birds",
        root: folder.url,
        train: "train",
        projection: "train",
        test: "test"
      )
    }
    return error.problems.map { $0.replacing(folder.url.path, with: "ROOT") }
  }

  @Test(arguments: ["birds", "CUB_200_2011/images", "data"])
  func aDataSetThatLiesDeeperIsNamed(_ place: String) throws {
    #expect(
      try problems(["\(place)/train", "\(place)/test"]) == [
        "the directory ROOT/train does not exist; it is in ROOT/\(place), so name that as the data's folder"
      ]
    )
  }

  /// The folder of a part in place of the data set's, and a folder spelt otherwise.
  @Test func otherFoldersAreNamed() throws {
    let folder = try TemporaryFolder()
    for part in ["train", "test"] {
      for name in ["ant", "bee"] { try folder.add("Vo\u{308}gel/\(part)/\(name)/1.jpg") }
    }
    func problem(_ path: String) throws -> String {
      let error = try #require(throws: DatasetError.self) {
        try ImageFolder.load(
          name: "birds",
          root: folder.url.appending(path: path),
          train: "train",
          projection: "train",
          test: "test"
        )
      }
      #expect(error.problems.count == 1)
      return error.problems[0].replacing(folder.url.path, with: "ROOT")
    }
    #expect(
      try problem("V\u{F6}gel")
        == "the directory ROOT/V\u{F6}gel does not exist, but beside it 'Vo\\u{308}gel'; check the path "
        + "or prepare the data"
    )
    #expect(
      try problem("Vo\u{308}gel/train").hasSuffix(
        "it is in ROOT/Vo\u{308}gel, so name that as the data's folder"
      )
    )
  }

  @Test(arguments: [
    ("Train", "Test"), ("training", "testing"), ("TRAIN", "Testing"), ("trn", "tst"),
  ])
  func otherNamesOfPartsAreNamed(_ train: String, _ test: String) throws {
    #expect(
      try problems([train, test])
        == [("train", train), ("test", test)].map { key, name in
          "the directory ROOT/\(key) does not exist; there is '\(name)'; if that is meant, write '\(key): \(name)'"
        }
    )
  }

  @Test(arguments: ["val", "valid", "validation", "dev"])
  func picturesToValidateOnMayStandInForTheTest(_ name: String) throws {
    #expect(
      try problems(["train", name]) == [
        "the directory ROOT/test does not exist; there is '\(name)'; if that is meant, write 'test: \(name)'"
      ]
    )
  }

  @Test func aPartThatRepeatsItsNameIsNamed() throws {
    #expect(
      try problems(["train/train", "test/test"])
        == ["train", "test"].map {
          "ROOT/\($0) holds one folder, and the classes are in that; write '\($0): \($0)/\($0)'"
        }
    )
  }

  /// Pictures of masks below the classes' names are no class of that name.
  @Test(arguments: ["masks", "parts", "segmentations"])
  func whatMirrorsTheClassesIsNone(_ name: String) throws {
    #expect(
      try problems(["train", "test", "train/\(name)"]) == [
        "ROOT/train/\(name) has a folder 'ant' as the classes beside it have, so it is no class; "
          + "move it elsewhere"
      ]
    )
  }

  /// What systems leave behind is no class, and none of its pictures is one.
  @Test func litterIsLeftOut() throws {
    let folder = try TemporaryFolder()
    for part in ["train", "test"] {
      for name in ["ant", "bee"] {
        for file in [
          "1.jpg", "._1.jpg", "Thumbs.db", ".DS_Store", "@eaDir/1.jpg/SYNOPHOTO_THUMB.jpg",
        ] { try folder.add("\(part)/\(name)/\(file)") }
      }
      for path in [
        "__MACOSX/ant/1.jpg", ".ipynb_checkpoints/1-checkpoint.jpg", "Thumbs.db",
        "lost+found/1.jpg",
      ] { try folder.add("\(part)/\(path)") }
    }
    let dataset = try ImageFolder.load(
      name: "birds",
      root: folder.url,
      train: "train",
      projection: "train",
      test: "test"
    )
    #expect(dataset.classNames == ["ant", "bee"])
    #expect(dataset.train.images.map(\.path) == ["train/ant/1.jpg", "train/bee/1.jpg"])
    #expect(dataset.doubt == nil)
  }

  /// A flat folder cannot be told from a class, so it is one, and that is said.
  @Test func classesCalledLikeMasksAreDoubted() throws {
    let folder = try TemporaryFolder()
    for path in ["train/ant/1.jpg", "train/Masks/1.jpg", "test/ant/1.jpg", "test/Masks/1.jpg"] {
      try folder.add(path)
    }
    let dataset = try ImageFolder.load(
      name: "birds",
      root: folder.url,
      train: "train",
      projection: "train",
      test: "test"
    )
    #expect(
      dataset.doubt
        == "taken for classes, as they lie among them: Masks; move what is none"
    )
  }
}
