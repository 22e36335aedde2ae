import Foundation
import TestSupport
import Testing

/// Published layouts through `data prepare` and `data inspect` to a run.
struct DataCommandTests {
  private static let fixtures = Places.package.appending(path: "Tests/DatasetsTests/Fixtures").path

  private func facts(classes: Int, train: Int, test: Int, in folder: URL) throws {
    let text = """
      name: made up
      origin: Tests/DatasetsTests/Fixtures/make_published.py
      licence: as the repository
      classes: \(classes)
      images: \(train + test)
      splits: {train: \(train), test: \(test)}
      crop: bounding boxes
      """
    try Data(text.utf8).write(to: folder.appending(path: "facts.yaml"))
  }

  private func prepare(_ kind: String, _ fixture: String, _ more: [String] = [], in folder: URL)
    throws -> Program.Outcome
  {
    try Program.run(
      ["data", "prepare", kind, "\(Self.fixtures)/\(fixture)", "out", "--facts", "facts.yaml"]
        + more,
      in: folder
    )
  }

  private static let experiment = """
    name: made-up
    data:
      source: image-folder
      folder: out
      image-size: 32
      validation: {share: 0.3, seed: 1}
      selection: validation
    backbone: {architecture: vgg11, cut-after: block-2}
    add-on-layers: {channels: 8}
    prototypes: {per-class: 2}
    optimizer: {batch-size: 4}
    engine: {threads: 1}
    schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}, last-layer: {epochs: 1}}]}
    """

  @Test(arguments: [
    ("cub", "cub", 3, 9, 6), ("cars", "cars-one-list", 2, 8, 4),
    ("cars", "cars-two-lists", 2, 8, 4),
  ])
  func preparesInspectsAndRuns(
    _ kind: String,
    _ fixture: String,
    _ classes: Int,
    _ train: Int,
    _ test: Int
  ) throws {
    try Places.withTemporaryDirectory { folder in
      try facts(classes: classes, train: train, test: test, in: folder)
      let line = "out: \(classes) classes, \(train) train, \(test) test\n"
      let first = try prepare(kind, fixture, in: folder)
      #expect(first.code == 0, "\(first.errors)")
      #expect(first.output == line)
      let again = try prepare(kind, fixture, in: folder)
      #expect(again.code == 0 && again.output == line)
      #expect(again.errors.contains("was prepared before"))
      let other = try prepare(kind, fixture, ["--whole"], in: folder)
      #expect(other.code == 3)

      let inspect = try Program.run(
        ["data", "inspect", "out", "--contact-sheet", "sheet.png"],
        in: folder
      )
      #expect(inspect.code == 0, "\(inspect.output)")
      #expect(inspect.output.hasPrefix("train: \(train) pictures, \(classes) classes"))
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "sheet.png").path))

      try Data(Self.experiment.utf8).write(to: folder.appending(path: "made-up.yaml"))
      let run = try Program.run(["run", "made-up.yaml"], in: folder)
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.output.contains("chosen on validation"))
      let table = try Program.run(["table", "made-up.yaml"], in: folder)
      #expect(table.output.contains("Chosen on the validation split"))
    }
  }

  @Test func reportsProblemsAndWritesNothing() throws {
    try Places.withTemporaryDirectory { folder in
      try facts(classes: 3, train: 8, test: 6, in: folder)
      let outcome = try prepare("cub", "cub", in: folder)
      #expect(outcome.code == 3)
      #expect(
        outcome.errors == """
          error: data set 'CUB-200-2011' has 2 problems:
            - has 15 pictures, not 14
            - has 9 pictures in the split 'train', not 8

          """
      )
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["facts.yaml"])
    }
  }

  @Test func asksForFacts() throws {
    try Places.withTemporaryDirectory { folder in
      let outcome = try Program.run(
        ["data", "prepare", "cub", "\(Self.fixtures)/cub", "out"],
        in: folder
      )
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("datasets/cub-200-2011/dataset.yaml cannot be read"))
    }
  }

  @Test func aLeakEndsWithOne() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      try FileManager.default.copyItem(
        at: tiny.pictures.appending(path: "train/red/1.png"),
        to: tiny.pictures.appending(path: "test/red/leak.png")
      )
      let outcome = try Program.run(["data", "inspect", "pictures"], in: folder)
      #expect(outcome.code == 1)
      #expect(outcome.output.contains("  train/red/1.png = test/red/leak.png"))
    }
  }
}
