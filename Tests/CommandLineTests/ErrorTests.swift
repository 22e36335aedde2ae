import Foundation
import TestSupport
import Testing

/// Bad input: one clear error each, and the exit code that scripts rely on.
struct ErrorTests {
  /// Runs an experiment after something was done to its folder.
  private func run(
    _ change: (TinyExperiment) throws -> Void
  ) throws -> (code: Int32, errors: String) {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      try change(tiny)
      let outcome = try Program.run("run", "tiny.yaml", in: folder)
      #expect(outcome.output.isEmpty)
      return (outcome.code, outcome.errors.replacing(folder.path, with: "FOLDER"))
    }
  }

  private func edit(_ text: String, _ replacement: String) throws -> (code: Int32, errors: String) {
    try run { tiny in
      let yaml = try String(contentsOf: tiny.yaml, encoding: .utf8)
      try #require(yaml.contains(text))
      try Data(yaml.replacing(text, with: replacement).utf8).write(to: tiny.yaml)
    }
  }

  // MARK: - Experiments: exit code 2

  @Test func unknownKey() throws {
    let (code, errors) = try edit("per-class: 2", "prototype-per-class: 2")
    #expect(code == 2)
    #expect(
      errors == """
        tiny.yaml:11:14: unknown key 'prototype-per-class' in 'prototypes' (did you mean 'per-class'?)
           11 | prototypes: {prototype-per-class: 2}
              |              ^

        """
    )
  }

  @Test func wrongType() throws {
    let (code, errors) = try edit("batch-size: 4", "batch-size: four")
    #expect(code == 2)
    #expect(
      errors.hasPrefix(
        "tiny.yaml:12:25: 'batch-size' in 'optimizer' must be a whole number from 1 to 4096, not 'four'"
      )
    )
  }

  @Test func negativeLearningRate() throws {
    let (code, errors) = try edit("batch-size: 4", "joint: {backbone: -0.1}")
    #expect(code == 2)
    #expect(
      errors.hasPrefix(
        "tiny.yaml:12:31: 'backbone' in 'joint' must be a number of at least 0, not '-0.1'"
      )
    )
  }

  @Test func prototypesThatClassesCannotShare() throws {
    let (code, errors) = try edit("per-class: 2", "count: 8")
    #expect(code == 2)
    #expect(
      errors.contains(
        """
        tiny.yaml:11:21: 8 prototypes cannot be shared equally by 3 classes; take a multiple of 3, \
        or give 'per-class' instead
           11 | prototypes: {count: 8}
              |                     ^
        """
      )
    )
  }

  @Test func missingExperiment() throws {
    try Places.withTemporaryDirectory { folder in
      let outcome = try Program.run("run", "nowhere.yaml", in: folder)
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("the experiment file nowhere.yaml cannot be read"))
    }
  }

  @Test func badUsage() throws {
    try Places.withTemporaryDirectory { folder in
      let outcome = try Program.run("walk", in: folder)
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("walk"))
      #expect(outcome.output.isEmpty)
    }
  }

  // MARK: - Data: exit code 3

  @Test func truncatedJPEG() throws {
    let photo = Places.package.appending(path: "Tests/ImagesTests/Fixtures")
    let files = try FileManager.default.contentsOfDirectory(atPath: photo.path)
    let name = try #require(files.sorted().first { $0.hasSuffix(".jpg") })
    let bytes = try Data(contentsOf: photo.appending(path: name))
    let (code, errors) = try run {
      try bytes.prefix(bytes.count / 2).write(to: $0.pictures.appending(path: "train/red/x.jpg"))
    }
    #expect(code == 3)
    #expect(errors.contains("error: data set 'train': FOLDER/pictures/train/red/x.jpg is "))
  }

  @Test func textNamedAsAPicture() throws {
    let (code, errors) = try run {
      try Data("no picture".utf8).write(to: $0.pictures.appending(path: "train/red/x.jpg"))
    }
    #expect(code == 3)
    #expect(errors.contains("error: data set 'train': FOLDER/pictures/train/red/x.jpg is "))
  }

  @Test func emptyClass() throws {
    let (code, errors) = try run {
      let folder = $0.pictures.appending(path: "train/aaa")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    #expect(code == 3)
    #expect(errors.contains("aaa"))
    #expect(errors.hasPrefix("error: data set 'pictures' has "))
  }

  @Test func classMissingFromTheTestSet() throws {
    let (code, errors) = try run {
      try FileManager.default.removeItem(at: $0.pictures.appending(path: "test/green"))
    }
    #expect(code == 3)
    #expect(errors.contains("green"))
    #expect(errors.hasPrefix("error: data set 'pictures': "))
  }

  @Test func missingData() throws {
    let (code, errors) = try run { try FileManager.default.removeItem(at: $0.pictures) }
    #expect(code == 3)
    #expect(errors.contains("the directory FOLDER/pictures does not exist"))
  }

  @Test func missingWeights() throws {
    let (code, errors) = try edit(
      "architecture: vgg11",
      "architecture: vgg11\n  weights: none.h5"
    )
    #expect(code == 3)
    #expect(errors.hasPrefix("error: FOLDER/none.h5 does not exist; make it with"))
  }

  @Test func runThatDoesNotExist() throws {
    try Places.withTemporaryDirectory { folder in
      let outcome = try Program.run("report", "nothing", in: folder)
      #expect(outcome.code == 3)
      #expect(outcome.errors.contains("nothing"))
    }
  }

  @Test(arguments: [0, 7, 100, 5000]) func truncatedCheckpoint(_ length: Int) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{projection: false}]}"
      )
      let run = try Program.run("run", "tiny.yaml", in: folder)
      #expect(run.code == 0)
      let runs = folder.appending(path: "results/tiny")
      let id = try #require(FileManager.default.contentsOfDirectory(atPath: runs.path).first)
      let bytes = try Data(contentsOf: runs.appending(path: "\(id)/checkpoints/warm-up.h5"))
      try bytes.prefix(length).write(to: folder.appending(path: "short.h5"))

      let outcome = try Program.run(
        "evaluate",
        "short.h5",
        "--dataset",
        tiny.pictures.path,
        in: folder
      )
      #expect(outcome.code == 3)
      #expect(outcome.errors.contains("short.h5"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
  }

  // MARK: - Bugs of ours: exit code 70

  @Test(arguments: [SIGILL, SIGTRAP])
  func trapEndsWithACodeOfItsOwn(signal: Int32) throws {
    try Places.withTemporaryDirectory { folder in
      let schedule = "schedule: {warm-up: {epochs: 100000}, cycles: [{joint: {epochs: 1}}]}"
      _ = try TinyExperiment(in: folder, schedule: schedule)
      let process = Program.process(["run", "tiny.yaml"], in: folder)
      let errors = Pipe()
      process.standardError = errors
      process.environment = ProcessInfo.processInfo.environment.filter {
        $0.key != "SWIFT_BACKTRACE"
      }
      try process.run()
      // The run's folder tells that it is under way.
      let results = folder.appending(path: "results/tiny").path
      while process.isRunning, !FileManager.default.fileExists(atPath: results) { usleep(10_000) }
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 70)
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(text.contains("this is a bug, please report it with the command"))
    }
  }
}
