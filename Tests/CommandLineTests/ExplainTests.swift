import Foundation
import TestSupport
import Testing

struct ExplainTests {
  @Test func explainsWithOneNetworkAndWithTwo() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let id = try #require(run.output.split(separator: ":").first)
      let checkpoints = ["warm-up", "cycle-1-projection"].map { "\(id)/checkpoints/\($0).h5" }
      let image = ["--image", "pictures/test/red/0.png"]

      let alone = try Program.run(["explain", checkpoints[1]] + image, in: folder)
      #expect(alone.code == 0)
      #expect(alone.output.hasPrefix("pictures/test/red/0.png: "))
      #expect(alone.output.contains("the predicted class"))

      let both = try Program.run(
        ["explain"] + checkpoints + image
          + ["--class", "blue", "--format", "json", "--output", "page"],
        in: folder
      )
      #expect(both.code == 0)
      #expect(both.errors.hasSuffix("page/index.html\n"))
      let object = try JSONSerialization.jsonObject(with: Data(both.output.utf8)) as? [String: Any]
      #expect(object?["className"] as? String == "blue")
      let members = try #require(object?["members"] as? [[String: Any]])
      let logit = try #require(object?["logit"] as? Double)
      let points = members.compactMap { $0["points"] as? Double }
      #expect(points.count == 2 && abs(points.reduce(0, +) - logit) < 1e-3)
      let page = try String(contentsOf: folder.appending(path: "page/index.html"), encoding: .utf8)
      // A warm-up's prototypes are no patches yet, so pictures of them are missing.
      #expect(page.contains("pictures/1-0-box.png") && page.contains("training image not found"))
      #expect(page.contains("pictures/2-0-prototype.png"))
      for match in page.matches(of: /src="([^"]*)"/) {
        let file = folder.appending(path: "page").appending(path: String(match.1))
        #expect(FileManager.default.fileExists(atPath: file.path))
      }
    }
  }

  /// A class may be named in another spelling of its letters than its folder's.
  @Test func takesAClassInAnotherSpelling() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      for part in ["train", "test"] {
        let part = tiny.pictures.appending(path: part)
        try FileManager.default.moveItem(
          at: part.appending(path: "green"),
          to: part.appending(path: "gru\u{308}n")
        )
      }
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let id = try #require(run.output.split(separator: ":").first)
      let checkpoint = "\(id)/checkpoints/warm-up.h5"
      let image = ["--image", "pictures/test/red/0.png"]
      let named = try Program.run(
        ["explain", checkpoint] + image + ["--class", "gr\u{FC}n"],
        in: folder
      )
      #expect(named.code == 0, "\(named.errors)")
      let unknown = try Program.run(
        ["explain", checkpoint] + image + ["--class", "grun"],
        in: folder
      )
      #expect(unknown.code == 2)
    }
  }

  @Test func saysWhatIsWrong() throws {
    try Places.withTemporaryDirectory { folder in
      let missing = try Program.run("explain", "a.h5", "--image", "b.png", in: folder)
      #expect(missing.code == 3)
      #expect(missing.errors.contains("a.h5"))
      let usage = try Program.run("explain", "a.h5", in: folder)
      #expect(usage.code == 2)
      #expect(usage.errors.contains("--image"))
    }
  }
}
