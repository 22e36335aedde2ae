import Foundation
import TestSupport
import Testing

/// Pages as a reader sees them: in a browser, copied elsewhere, as one file, on a phone and on paper.
struct PageTests {
  private static let schedule = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 3}}]}"

  /// Two models of an experiment with their pages; the run folders.
  private func report(in folder: URL, _ more: String...) throws -> [String] {
    _ = try TinyExperiment(
      in: folder,
      schedule: Self.schedule,
      more: """
        checks: {theorem: true, last-layer: true}
        logging: {test-every-passes: 1}
        matrix: {model: [protopnet, baseline]}
        """
    )
    let run = try Program.run("run", "tiny.yaml", in: folder)
    #expect(run.code == 0, "\(run.errors)")
    let report = try Program.run(["report", "tiny.yaml"] + more, in: folder)
    #expect(report.code == 0, "\(report.errors)")
    return report.output.split(separator: "\n").map(String.init)
  }

  @Test func pagesShowWhyAndWhereWrong() throws {
    try Places.withTemporaryDirectory { folder in
      let pages = try report(in: folder)
      #expect(pages.count == 3)
      let page = folder.appending(path: pages[0])
      let html = try String(contentsOf: page, encoding: .utf8)
      #expect(html.contains("<h1>tiny · protopnet · vgg11 · seed 1</h1>"))
      #expect(html.contains("tiny/") == false || html.contains("aria-label=\"Breadcrumb\""))
      #expect(html.contains("rel=\"next\"") && !html.contains("rel=\"prev\""))
      // The baseline beside it, an explanation, five nearest patches, calibration.
      #expect(html.contains("baseline · vgg11 · seed 1</a>"))
      #expect(html.contains("this part") && html.contains("looks like that"))
      #expect(html.matches(of: /class="nearest"/).count == 6)
      #expect(html.matches(of: /near-5\.png"/).count == 6)
      #expect(html.contains("15 bins of equal width"))
      #expect(html.contains("Accuracy by class with 95 % Wilson intervals"))
      for match in html.matches(of: /(?:src|href)="([^"#]+)"/) {
        let file = page.deletingLastPathComponent().appending(path: String(match.1))
        #expect(FileManager.default.fileExists(atPath: file.path), "\(match.1)")
      }
      let other = try String(contentsOf: folder.appending(path: pages[1]), encoding: .utf8)
      #expect(other.contains("<h1>tiny · baseline · vgg11 · seed 1</h1>"))
      #expect(other.contains("rel=\"prev\"") && !other.contains("id=\"prototypes\""))

      // verify makes the page again from record and facts, and holds the errors against the predictions.
      let run = pages[0].replacing("/report/index.html", with: "")
      let honest = try Program.run("verify", run, "--quick", in: folder)
      #expect(honest.code == 0 && honest.output.contains("the page is that of the record"))
      let facts = page.deletingLastPathComponent().appending(path: "page.json")
      let text = try String(contentsOf: facts, encoding: .utf8)
      try text.replacing(/"correctCount":\d+/, with: "\"correctCount\":8")
        .write(to: facts, atomically: true, encoding: .utf8)
      let changed = try Program.run("verify", run, "--quick", in: folder)
      #expect(changed.code == 1 && changed.output.contains("tells other errors"))
      // A page of an earlier version is no fault of the run.
      try FileManager.default.removeItem(at: facts)
      let earlier = try Program.run("verify", run, "--quick", in: folder)
      #expect(earlier.code == 0 && earlier.output.contains("of an earlier version"))
    }
  }

  @Test func pagesSayWhatIsMissing() throws {
    try Places.withTemporaryDirectory { folder in
      let pages = try report(in: folder)
      try FileManager.default.removeItem(at: folder.appending(path: "pictures"))
      let run = pages[0].replacing("/report/index.html", with: "")
      let without = try Program.run("report", run, "--output", "pages", in: folder)
      #expect(without.code == 0, "\(without.errors)")
      let page = folder.appending(path: without.output.trimmingCharacters(in: .newlines))
      let html = try String(contentsOf: page, encoding: .utf8)
      #expect(html.contains("No explanation is shown: the run&#39;s pictures were not found."))
      #expect(html.contains("The nearest training patches are not shown: the run&#39;s pictures"))
      try FileManager.default.removeItem(at: folder.appending(path: "\(run)/checkpoints"))
      let bare = try Program.run("report", run, in: folder)
      #expect(bare.code == 0, "\(bare.errors)")
      let text = try String(contentsOf: folder.appending(path: pages[0]), encoding: .utf8)
      #expect(
        text.contains("The weights are not known: checkpoints/cycle-1-projection.h5 is not there")
      )
    }
  }

  @Test(.enabled(if: Browser.url != nil, Comment(rawValue: Browser.absence)))
  func pagesCanBeReadEverywhere() throws {
    try Places.withTemporaryDirectory { folder in
      let pages = try report(in: folder, "--single-file", "--output", "pages")
      #expect(pages.count == 6)
      // Elsewhere, and without the runs.
      let elsewhere = folder.appending(path: "else where")
      try FileManager.default.moveItem(at: folder.appending(path: "pages"), to: elsewhere)
      try FileManager.default.removeItem(at: folder.appending(path: "results"))
      try FileManager.default.removeItem(at: folder.appending(path: "pictures"))
      for name in pages {
        let page = elsewhere.appending(path: String(name.dropFirst("pages/".count)))
        for width in [390, 1440] {
          let look = try Browser.look(at: page, width: width)
          #expect(look.complaints == [], "\(name) at \(width)")
          #expect(look.brokenPictures == [], "\(name) at \(width)")
          #expect(look.overflow == 0, "\(name) at \(width)")
          #expect(look.cutTexts == [], "\(name) at \(width)")
          #expect(look.unreachable == [], "\(name) at \(width)")
        }
        let html = try String(contentsOf: page, encoding: .utf8)
        #expect(!html.contains("loading=\"lazy\""))
        for match in html.matches(of: /(?:src|href)="(https?:[^"]*)"/) {
          Issue.record("\(name) asks for \(match.1)")
        }
      }
      let page = elsewhere.appending(path: String(pages[0].dropFirst("pages/".count)))
      #expect(try Browser.look(at: page, width: 1440).pictureCount > 6 * 8)

      // One file alone.
      let single = try #require(pages.first { $0.hasSuffix("-s1.html") })
      let alone = folder.appending(path: "alone.html")
      try FileManager.default.copyItem(
        at: elsewhere.appending(path: String(single.dropFirst("pages/".count))),
        to: alone
      )
      let look = try Browser.look(at: alone, width: 1440)
      #expect(look.brokenPictures == [] && look.complaints == [] && look.pictureCount > 6 * 8)

      // Paper shows every number of every table, folded or not.
      let file = folder.appending(path: "page.pdf")
      guard let paper = try Browser.print(page, to: file) else { return }
      let html = try String(contentsOf: page, encoding: .utf8)
      let words = Set(paper.split(whereSeparator: \.isWhitespace).map(String.init))
      for cell in html.matches(of: /<td class="number"[^>]*>\s*<span>([0-9.]+)<\/span>/) {
        #expect(words.contains(String(cell.1)), "\(cell.1) is not on paper")
      }
    }
  }
}
