import Foundation
import TestSupport
import Testing

/// `checkpoint import` and `export`, `weights import`, and checkpoints with NaN, as a person runs them.
struct ImportCommandTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "CheckpointsTests/Fixtures")

  private func run(_ arguments: String...) throws -> Program.Outcome {
    try Places.withTemporaryDirectory { folder in
      try Data(TinyExperiment.text().utf8).write(to: folder.appending(path: "tiny.yaml"))
      let arguments = arguments.map {
        $0.hasPrefix("odd-") ? Self.fixtures.appending(path: $0).path : $0
      }
      return try Program.run(arguments, in: folder)
    }
  }

  @Test(arguments: ["net.pth", "net.pt", "net", "net.safetensors.bak"])
  func exportsHaveTheNameOfTheirFormat(_ output: String) throws {
    let outcome = try run("checkpoint", "export", "a.h5", "--output", output)
    #expect(outcome.code == 2)
    #expect(
      outcome.errors.contains(
        "'\(output)' would hold safetensors, whatever its name says; name it .safetensors"
      )
    )
  }

  @Test func refusalsAreShort() throws {
    for name in ["odd-script.pt", "odd-plain-3.pkl", "odd-ppnet.pth", "odd-two.pth"] {
      let checkpoint = try run(
        "checkpoint",
        "import",
        name,
        "--experiment",
        "tiny.yaml",
        "--output",
        "a.h5"
      )
      let weights = try run(
        "weights",
        "import",
        name,
        "--architecture",
        "densenet201",
        "--output",
        "a.h5"
      )
      for outcome in [checkpoint, weights] {
        #expect([1, 3].contains(outcome.code))
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("error: "))
        #expect(outcome.errors.split(separator: "\n").count <= 20)
        #expect(outcome.errors.utf8.count < 4000)
      }
    }
  }
}
