import Experiments
import Foundation
import TestSupport
import Testing

struct DatasetFactsTests {
  /// Every data set of the repository has facts that can be read.
  @Test func readsTheRepositorysFacts() throws {
    let folder = Places.package.appending(path: "datasets")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count >= 6)
    for name in names {
      let file = folder.appending(path: "\(name)/dataset.yaml")
      let facts = try DatasetFacts(yaml: String(contentsOf: file, encoding: .utf8), file: name)
      #expect(facts.splits.values.reduce(0, +) == facts.images)
      let readme = folder.appending(path: "\(name)/README.md")
      #expect(FileManager.default.fileExists(atPath: readme.path))
    }
  }

  @Test func knowsThePublishedCounts() throws {
    func facts(_ name: String) throws -> DatasetFacts {
      let file = Places.package.appending(path: "datasets/\(name)/dataset.yaml")
      return try DatasetFacts(yaml: String(contentsOf: file, encoding: .utf8), file: name)
    }
    #expect(try facts("cub-200-2011").splits == ["train": 5994, "test": 5794])
    #expect(try facts("stanford-cars").splits == ["train": 8144, "test": 8041])
    #expect(try facts("fashion-mnist").classNames[9] == "9-ankle-boot")
  }

  @Test func namesEveryProblem() throws {
    let text = """
      name: a
      licence: MIT
      classes: 3
      images: 10
      splits: {train: 5, test: 4}
      crop: none
      class-names: [a, b]
      files: [{name: x.tgz, md5: 12}]
      size: 3
      """
    let error = try #require(throws: ExperimentError.self) {
      try DatasetFacts(yaml: text, file: "dataset.yaml")
    }
    let messages = error.problems.map(\.message)
    for message in [
      "the file needs the key 'origin'", "the splits' pictures do not add up to 10",
      "2 names are given for 3 classes", "'md5' must be 32 hexadecimal digits",
    ] { #expect(messages.contains(message), "\(messages)") }
    #expect(messages.contains { $0.hasPrefix("unknown key 'size'") })
    #expect(messages.count == 5)
  }
}
