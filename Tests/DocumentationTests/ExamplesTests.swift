import Foundation
import TestSupport
import Testing

/// The scripts of docs/examples on files of small runs, where Python has h5py; skipped elsewhere.
struct ExamplesTests {
  /// A Python with h5py, by its name; `PROTOPNET_PYTHON` names one that is not on the path.
  private static let python: String? = {
    let named = ProcessInfo.processInfo.environment["PROTOPNET_PYTHON"]
    return [named, "python3", "/usr/bin/python3"].compactMap(\.self).first { name in
      let outcome = try? Program.run(
        ["-c", "\(name) -c 'import h5py, numpy'"],
        of: URL(fileURLWithPath: "/bin/sh"),
        in: FileManager.default.temporaryDirectory
      )
      return outcome?.code == 0
    }
  }()

  /// Two projections with nothing between them: in the second one the theorem's premises hold.
  private static let schedule = """
    schedule:
      warm-up: {steps: 1}
      cycles:
        - joint: {steps: 1}
          last-layer: {epochs: 1}
        - projection: true
    checks: {theorem: true}
    """

  @Test(.enabled(if: python != nil, "no python3 with h5py: pip install h5py numpy"))
  func everyExampleAgreesWithTheProgram() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      try run(Program.url.path, "run", tiny.yaml.path, in: folder)
      let results = tiny.results.appending(path: "tiny")
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: results.path).first
      )
      let directory = results.appending(path: name).path
      let checkpoint = "\(directory)/checkpoints/cycle-2-projection.h5"
      try run(
        Program.url.path,
        "evaluate",
        checkpoint,
        "--dataset",
        "pictures",
        "--latents",
        "latents.h5",
        in: folder
      )
      try example("logits.py", checkpoint, "latents.h5", in: folder)
      try example("theorem.py", "\(directory)/checks/theorem-2.1-1.h5", "--image", "0", in: folder)
      let second = try example("theorem.py", "\(directory)/checks/theorem-2.1-2.h5", in: folder)
      #expect(
        !second.contains("premises fail: 9 of 9"),
        "a case in which the premises hold: \(second)"
      )
      try example(
        "mcnemar.py",
        "\(directory)/checks/predictions-warm-up.h5",
        "\(directory)/checks/predictions-cycle-2-projection.h5",
        in: folder
      )
      let files = try FileManager.default.subpathsOfDirectory(atPath: directory)
      for file in files where file.hasSuffix(".h5") {
        try example("describe.py", "\(directory)/\(file)", in: folder)
      }
    }
  }

  @discardableResult
  private func example(_ script: String, _ arguments: String..., in folder: URL) throws -> String {
    let file = Places.package.appending(path: "docs/examples/\(script)").path
    return try run([Self.python ?? "python3", file] + arguments, in: folder)
  }

  private func run(_ words: String..., in folder: URL) throws { try run(words, in: folder) }

  @discardableResult
  private func run(_ words: [String], in folder: URL) throws -> String {
    let line = words.map { "'\($0)'" }.joined(separator: " ")
    let outcome = try Program.run(["-c", line], of: URL(fileURLWithPath: "/bin/sh"), in: folder)
    #expect(outcome.code == 0, "\(line): \(outcome.output)\(outcome.errors)")
    return outcome.output
  }
}
