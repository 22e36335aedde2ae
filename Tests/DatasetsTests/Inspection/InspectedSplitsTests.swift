import Datasets
import Files
import Foundation
import Images
import Testing

/// Which directories `data inspect` takes for splits.
struct InspectedSplitsTests {
  /// Pictures of two classes below each path, no one like another.
  private func inspect(_ paths: [String], extra: [String] = []) throws -> FolderInspection {
    let folder = try TemporaryFolder()
    for (number, path) in paths.enumerated() {
      for (index, name) in ["ant", "bee"].enumerated() {
        try folder.addPicture(
          "\(path)/\(name)/1.png",
          width: 20 + 2 * number + index,
          height: 16,
          seed: 1
        )
      }
    }
    for path in extra { try folder.add(path) }
    return try FolderInspection(folder.url, splits: [])
  }

  @Test(arguments: ["masks", "parts", "segmentations", "annotations"])
  func whatLiesBesideSplitsIsNone(_ name: String) throws {
    let inspection = try inspect(
      ["train", "test", "\(name)/train", name],
      extra: ["__MACOSX/train/ant/._1.png"]
    )
    #expect(inspection.splits.map(\.name) == ["train", "test"])
    #expect(inspection.others == [name])
    #expect(inspection.isSound)
    // Only the splits are on the sheet.
    let width = 2 * (ContactSheet.columnCount * (ContactSheet.edge + ContactSheet.gap))
    let sheet = try ContactSheet(inspection).image()
    #expect(sheet.width == width + ContactSheet.splitGap + ContactSheet.gap)
  }

  @Test(arguments: ["masks", "parts", "segmentations"])
  func whatLiesInsideSplitsIsNone(_ name: String) throws {
    let inspection = try inspect(["train", "test", "train/\(name)"])
    #expect(inspection.splits.map { $0.classes.map(\.name) } == [["ant", "bee"], ["ant", "bee"]])
    #expect(inspection.problems.count == 1)
    #expect(!inspection.isSound)
  }

  @Test(arguments: [
    (["birds/train", "birds/test"], ["birds/train", "birds/test"]),
    (["a/b/Train", "a/b/Test"], ["a/b/Train", "a/b/Test"]),
    (["train/train", "test/test"], ["train/train", "test/test"]),
    (["valid", "Training", "test_cropped"], ["Training", "test_cropped", "valid"]),
    (["images", "segmentations"], ["images"]), ([""], [""]),
  ])
  func splitsAreFound(_ paths: [String], _ splits: [String]) throws {
    #expect(try inspect(paths).splits.map(\.name) == splits)
  }

  /// A class may have folders of its own.
  @Test func classesWithFoldersAreNoSplits() throws {
    let inspection = try inspect(["", "bee/more"])
    #expect(inspection.splits.map(\.name) == [""])
    #expect(inspection.splits[0].classes.map(\.name) == ["ant", "bee"])
  }

  /// Copies made by this program are of pictures that are there.
  @Test func augmentedCopiesAreLeftOut() throws {
    let inspection = try inspect(
      ["train", "test", "train-augmented-as-paper-4x-1f2e3d4c"],
      extra: ["train-augmented-as-paper-4x-1f2e3d4c/manifest.jsonl"]
    )
    #expect(inspection.splits.map(\.name) == ["train", "test"])
    #expect(inspection.others == ["train-augmented-as-paper-4x-1f2e3d4c"])
  }

  @Test func classesAreToldApartByBytes() throws {
    let inspection = try inspect(["train", "test"])
    #expect(inspection.problems.isEmpty)
    let folder = try TemporaryFolder()
    for (number, path) in ["train/caf\u{E9}", "test/cafe\u{301}"].enumerated() {
      try folder.addPicture("\(path)/1.png", width: 20 + number, height: 16, seed: 1)
    }
    let other = try FolderInspection(folder.url, splits: [])
    let sheet = try ContactSheet(other).image()
    #expect(sheet.height == 2 * (ContactSheet.edge + ContactSheet.gap) + ContactSheet.gap)
  }
}
