import Foundation
import TestSupport
import Testing

/// What is not there, cannot be read or has another name, as commands say it.
struct UnreadableTests {
  private static let short = """
    schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 2}, last-layer: {epochs: 1}}]}
    """

  private func run(_ folder: URL) throws -> URL {
    let runs = folder.appending(path: "results/tiny")
    let names = try FileManager.default.contentsOfDirectory(atPath: runs.path)
    return runs.appending(path: try #require(names.first))
  }

  @Test(
    .enabled(if: geteuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0, "needs root and setpriv")
  )
  func noPermissionIsNoDamage() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      #expect(try Program.run("run", "tiny.yaml", in: folder).code == 0)
      let run = try run(folder)
      let checkpoint = run.appending(path: "checkpoints/warm-up.h5").path
      chmod(checkpoint, 0)
      chmod(run.appending(path: "record.json").path, 0)
      // The program may lie where nobody may go, so a shell opens it first.
      func program(_ arguments: String) throws -> Program.Outcome {
        let command =
          "exec setpriv --reuid=65534 --regid=65534 --clear-groups /proc/self/fd/9 \(arguments) "
          + "9<\(Program.url.path)"
        return try Program.run(["-c", command], of: URL(fileURLWithPath: "/bin/sh"), in: folder)
      }
      let evaluation = try program("evaluate \(checkpoint) --dataset pictures")
      #expect(evaluation.code == 3)
      #expect(
        evaluation.errors
          == "error: \(checkpoint) cannot be opened (permission is denied); check the permissions of "
          + "the file and of its folders\n"
      )
      for command in ["table", "verify --quick", "report"] {
        let outcome = try program("\(command) \(run.path)")
        #expect(outcome.code == 3)
        #expect(outcome.errors.contains("permission is denied"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("remove it"))
      }
      // A run whose record cannot be read is not one that was not run.
      let table = try program("table tiny.yaml")
      #expect(table.code == 3 && table.output.isEmpty)
    }
  }

  // MARK: - Names

  @Test func unknownNamesAreUsageErrorsWithWhatThereIs() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      #expect(try Program.run("run", "tiny.yaml", in: folder).code == 0)
      let checkpoint = try run(folder).appending(path: "checkpoints/cycle-1-projection.h5").path
      let picture = "pictures/test/red/0.png"
      for (name, hint) in [("NOBODY", ""), ("bleu", " (did you mean 'blue'?)"), ("RED ", "")] {
        let explain = try Program.run(
          ["explain", checkpoint, "--image", picture, "--class", name],
          in: folder
        )
        #expect(explain.code == 2 && explain.output.isEmpty)
        #expect(
          explain.errors.contains("there is no class '\(name)'\(hint)"),
          "\(explain.errors)"
        )
        #expect(explain.errors.contains("there are blue, green, red\n"))
      }
      for name in ["tets", "validation", ""] {
        let inspect = try Program.run(["data", "inspect", "pictures", "--split", name], in: folder)
        #expect(inspect.code == 2)
        #expect(inspect.errors.contains("there is no split '\(name)'"))
        #expect(inspect.errors.contains("there are test, train\n"))
      }
    }
  }

  // MARK: - Missing

  @Test func missingInputsAreWarnedOfOrErrors() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.short)
      for (change, place) in [
        ("data.folder=pitcures", "the directory \(folder.path)/pitcures does not exist"),
        ("data.test=tset", "pictures/tset does not exist"),
        ("backbone.weights=w.h5", "w.h5 does not exist"),
        ("start-from=c.h5", "c.h5 does not exist"),
        ("start-from=$HOME/c.h5", "; '$' stands for itself"),
      ] {
        let check = try Program.run(["check", "tiny.yaml", "--set", change], in: folder)
        #expect(check.code == 0 && check.output.hasPrefix("tiny.yaml: tiny\n"))
        #expect(check.errors.hasPrefix("warning: --set \(change): "), "\(check.errors)")
        #expect(check.errors.contains(place), "\(check.errors)")
        let strict = try Program.run(
          ["check", "--strict", "tiny.yaml", "--set", change],
          in: folder
        )
        #expect(strict.code == 3)
        #expect(strict.errors.hasPrefix("error: "))
      }
      #expect(try Program.run("check", "--strict", "tiny.yaml", in: folder).code == 0)
      let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      try Data(text.replacing("folder: pictures", with: "folder: photos").utf8).write(to: tiny.yaml)
      let check = try Program.run("check", "tiny.yaml", in: folder)
      #expect(check.errors.hasPrefix("warning: tiny.yaml:4:11: "), "\(check.errors)")
    }
  }

  @Test(arguments: [1, 2]) func aMatrixSaysOnceWhatIsMissing(_ jobs: Int) throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: """
          matrix:
            backbone.weights: [a.h5, b.h5]
            coefficients.last-layer-l1: [0.1, 0.2, 0.3]
          """
      )
      let run = try Program.run("run", "tiny.yaml", "--jobs", "\(jobs)", in: folder)
      #expect(run.code == 3)
      #expect(run.errors.contains("6 of 6 runs failed:\n"))
      for name in ["a.h5", "b.h5"] {
        let text = "\(folder.path)/\(name) does not exist"
        #expect(run.errors.components(separatedBy: text).count == 2, "\(run.errors)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/results"))
      let check = try Program.run("check", "tiny.yaml", in: folder)
      #expect(check.errors.components(separatedBy: "a.h5 does not exist").count == 2)
      #expect(check.errors.components(separatedBy: "b.h5 does not exist").count == 2)
      let data = try Program.run(
        [
          "run", "tiny.yaml", "--set", "data.folder=none", "--set",
          "matrix.backbone.weights=[null]",
        ],
        in: folder
      )
      #expect(data.code == 3)
      #expect(data.errors.components(separatedBy: "none does not exist").count == 2)
    }
  }

  @Test func verifyNamesTheOptionThatItNeeds() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      #expect(try Program.run("run", "tiny.yaml", in: folder).code == 0)
      let run = try run(folder).path
      let verify = try Program.run("verify", run, in: folder)
      #expect(verify.code == 3)
      #expect(
        verify.errors.hasSuffix(
          "; name the folder of the experiment's file with --experiment-folder\n"
        )
      )
      let wrong = try Program.run("verify", run, "--experiment-folder", "results", in: folder)
      #expect(wrong.code == 3)
      #expect(wrong.errors.contains("the folder that --experiment-folder names"))
      #expect(try Program.run("verify", run, "--experiment-folder", ".", in: folder).code == 0)
    }
  }

  // MARK: - Streams

  @Test(arguments: [
    "cat tiny.yaml | %s check -", "cat tiny.yaml | %s check /dev/stdin",
    "%s check /dev/fd/7 7<tiny.yaml", "mkfifo p; cat tiny.yaml > p & %s check p",
    "cat tiny.yaml | %s run - && cat tiny.yaml | %s table -",
  ])
  func experimentsComeThroughStreams(_ command: String) throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let text = command.replacing("%s", with: "\"$0\"")
      let outcome = try Program.run(
        ["-c", text, Program.url.path],
        of: URL(fileURLWithPath: "/bin/sh"),
        in: folder
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("tiny"))
    }
  }

  @Test func whatCanBeReadOnlyOnceIsNotForSeveralProcesses() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let outcome = try Program.run(
        ["-c", "cat tiny.yaml | \"$0\" run - --seed 1 --seed 2 --jobs 2", Program.url.path],
        of: URL(fileURLWithPath: "/bin/sh"),
        in: folder
      )
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("/dev/stdin can be read only once"))
    }
  }

  @Test(arguments: [
    ["--help"], ["--version"], ["check", "tiny.yaml"], ["data", "inspect", "pictures"],
    ["--generate-completion-script", "bash"], ["run", "--help"], ["table", "tiny.yaml"],
  ])
  func aFullDeviceIsAnError(_ arguments: [String]) throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let outcome = try Program.run(
        ["-c", "\"$0\" \"$@\" > /dev/full", Program.url.path] + arguments,
        of: URL(fileURLWithPath: "/bin/sh"),
        in: folder
      )
      #expect(outcome.code == 1)
      #expect(outcome.errors.contains("cannot write the standard output: it takes no more"))
    }
  }
}
