import Foundation
import TestSupport

import Datasets

/// The made-up data sets in published layouts, copied so that a test may damage them.
struct PublishedFixture {
  static let folder = Places.package.appending(path: "Tests/DatasetsTests/Fixtures")
  static let cub = ExpectedCounts(classes: 3, images: 15, splits: ["train": 9, "test": 6])
  static let cars = ExpectedCounts(classes: 2, images: 12, splits: ["train": 8, "test": 4])

  let source: URL
  let output: URL

  init(_ name: String, in folder: URL) throws {
    source = folder.appending(path: name)
    output = folder.appending(path: "output")
    try FileManager.default.copyItem(at: Self.folder.appending(path: name), to: source)
  }

  /// Replaces every occurrence of a text in one of the source's lists.
  func edit(_ file: String, _ text: String, _ replacement: String) throws {
    let url = source.appending(path: file)
    let contents = try String(contentsOf: url, encoding: .utf8)
    precondition(contents.contains(text), "\(file) has no '\(text)'")
    try Data(contents.replacing(text, with: replacement).utf8).write(to: url)
  }

  func preparation(_ expected: ExpectedCounts = Self.cub) -> Preparation {
    Preparation(
      dataset: "fixture",
      recipe: ["crop": "boxes"],
      expected: expected,
      output: output
    )
  }

  /// The paths of all files and folders of the test's folder but those of the source.
  func others() throws -> [String] {
    let folder = source.deletingLastPathComponent()
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix(source.lastPathComponent) }.sorted()
  }

  /// What Pillow crops, by `<fixture>/<path>`.
  static func pillowCrops() throws -> [String: Crop] {
    let data = try Data(contentsOf: folder.appending(path: "crops.json"))
    return try JSONDecoder().decode([String: Crop].self, from: data)
  }

  struct Crop: Decodable {
    let size: [Int]
    let sha256: String
  }
}
