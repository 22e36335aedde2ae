import Foundation
import TestSupport
import Testing

/// Explanations as a reader's browser shows them.
@Suite(.enabled(if: Browser.url != nil, Comment(rawValue: Browser.absence)))
struct ExplainPageTests {
  /// No complaint, no picture missing, nothing beyond the window, and the sum of the sheet is the logit.
  @Test func readsWellWideAndNarrow() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"
      )
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let id = try #require(run.output.split(separator: ":").first)
      let checkpoints = ["warm-up", "cycle-1-projection"].map { "\(id)/checkpoints/\($0).h5" }
      for (name, count) in [("alone", 1), ("together", 2)] {
        let made = try Program.run(
          ["explain"] + checkpoints.suffix(count)
            + ["--image", "pictures/test", "--output", name],
          in: folder
        )
        #expect(made.code == 0, "\(made.errors)")
        // The pages are looked at where they were copied to.
        let copy = folder.appending(path: "copy of \(name)")
        try FileManager.default.moveItem(at: folder.appending(path: name), to: copy)
        for page in ["index.html", "red-0/index.html"] {
          for width in [390, 1_440] {
            let look = try Browser.look(at: copy.appending(path: page), width: width)
            #expect(look.complaints == [], "\(name) \(page) \(width)")
            #expect(look.brokenPictures == [] && look.pictureCount > 1)
            #expect(look.overflow == 0, "\(name) \(page) at \(width)")
            #expect(look.unreachable == [])
          }
        }
        let data = try Data(contentsOf: copy.appending(path: "explanations.json"))
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let entries = try #require(object?["pictures"] as? [[String: Any]])
        for entry in entries {
          let page = try #require(entry["page"] as? String)
          let explanation = try #require(entry["explanation"] as? [String: Any])
          let logit = try #require(explanation["logit"] as? Double)
          let text = try String(contentsOf: copy.appending(path: page), encoding: .utf8)
          let ledger = try #require(
            text.firstMatch(of: /<section id="for"[\s\S]*?<section id="why-not"/)
          ).0
          let points = ledger.matches(of: /<dd class="(?:plus|minus)">([^<]*)<\/dd>/).map(\.1)
          let rests = ledger.matches(of: /<p class="sum"><span>[^<]*<\/span><b>([^<]*)<\/b>/)
          let sum = (points + rests.map(\.1)).reduce(0) { $0 + (Double($1) ?? .nan) }
          #expect(abs(sum - logit) <= 0.000_501)
        }
      }
    }
  }
}
