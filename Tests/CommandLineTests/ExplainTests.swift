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
      #expect(page.contains("pictures/1-0-box.png") && page.contains("no projection yet"))
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

  /// An index, a page each whatever the names, data; a damaged picture is told, and the others go on.
  @Test func explainsFoldersOfPictures() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let id = try #require(run.output.split(separator: ":").first)
      let checkpoint = "\(id)/checkpoints/cycle-1-projection.h5"
      let photo = "pictures/test/red/0.png"
      let good = try Program.run(
        [
          "explain", checkpoint, "--image", photo, "pictures/test", photo, "--format", "json",
          "--output", "pages",
        ],
        in: folder
      )
      #expect(good.code == 0, "\(good.errors)")
      let object = try JSONSerialization.jsonObject(with: Data(good.output.utf8)) as? [String: Any]
      let entries = try #require(object?["pictures"] as? [[String: Any]])
      let pages = entries.compactMap { $0["page"] as? String }
      #expect(entries.count > 4 && Set(pages.map { $0.lowercased() }).count == entries.count)
      #expect(entries[0]["label"] == nil && entries[1]["label"] as? String == "blue")
      for page in ["index.html"] + pages {
        let file = folder.appending(path: "pages").appending(path: page)
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: /(?:src|href)="([^"#]+)"/) {
          let link = file.deletingLastPathComponent().appending(path: String(match.1))
          #expect(FileManager.default.fileExists(atPath: link.standardizedFileURL.path))
        }
      }
      let csv = try String(
        contentsOf: folder.appending(path: "pages/explanations.csv"),
        encoding: .utf8
      )
      #expect(csv.split(separator: "\n").count == entries.count + 1)

      try Data("no picture".utf8).write(to: folder.appending(path: "pictures/test/red/0.png"))
      let damaged = try Program.run(
        ["explain", checkpoint, "--image", "pictures/test", "--output", "again"],
        in: folder
      )
      #expect(damaged.code == 3)
      #expect(damaged.errors.contains("red/0.png is no picture that can be read"))
      #expect(damaged.errors.contains("error: 1 of \(entries.count - 2) pictures"))
      #expect(
        FileManager.default.fileExists(atPath: folder.appending(path: "again/index.html").path)
      )
      let released = try Program.run(
        [
          "explain", checkpoint, "--image", "pictures/test/blue/0.png", "--output", "files",
          "--layout", "as-released-code",
        ],
        in: folder
      )
      #expect(released.code == 0, "\(released.errors)")
      let log = folder.appending(path: "files/local_analysis.log")
      #expect(FileManager.default.fileExists(atPath: log.path))
      let unknown = try Program.run(
        ["explain", checkpoint, "--image", "pictures/test/blue/0.png", "--against", "rot"],
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
