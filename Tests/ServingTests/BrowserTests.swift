import Foundation
import TestSupport
import Testing

/// Served pages as a person's browser has them.
@Suite(.serialized, .enabled(if: Chromium.url != nil, "chromium is not installed"))
struct BrowserTests {
  @Test func aPersonFollowsRunsAndDropsAPicture() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}",
        more: "matrix: {coefficients.last-layer-l1: [0.1, 0.2]}"
      )
      let outcome = try Program.run("run", "tiny.yaml", in: folder)
      try #require(outcome.code == 0, "\(outcome.errors)")
      let server = try ServedProgram(in: folder)
      defer { if server.process.isRunning { _ = server.end() } }
      let profile = folder.appending(path: "profile")
      try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
      let chromium = try Chromium(profile: profile)
      let site = "http://\(server.host)"
      let run = try #require(
        FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "results/tiny").path)
          .sorted().first { $0.contains("-s1") }
      )
      for path in ["/", "/explain", "/runs/tiny/report/", "/runs/tiny/\(run)/report/"] {
        for width in [390, 1440] {
          try chromium.go(to: site + path, width: width)
          let over =
            try chromium.evaluate("document.documentElement.scrollWidth - innerWidth") as? Int
          #expect(over ?? 1 <= 0, "\(path) at \(width) pixels")
          let broken = try chromium.evaluate(
            "[...document.images].filter(image => image.complete && !image.naturalWidth).length"
          )
          #expect(broken as? Int == 0, "\(path)")
        }
      }
      // The list's script asks and finds nothing new.
      try chromium.go(to: site)
      Thread.sleep(forTimeInterval: 1.5)
      let live = try chromium.evaluate("document.getElementById('live').textContent") as? String
      #expect(live == "Follows the runs as they train.")

      // By the file chooser and the keyboard alone.
      let picture = folder.appending(path: "pictures/test/red/0.png")
      try chromium.go(to: "\(site)/explain", width: 390)
      try chromium.choose(picture, in: "#picture")
      try chromium.evaluate("document.getElementById('picture').focus()")
      for _ in 0..<40 {
        if try chromium.evaluate("document.activeElement.tagName") as? String == "BUTTON" { break }
        try chromium.press("Tab", code: 9)
      }
      try chromium.loading { try chromium.press("Enter", code: 13, text: "\r") }
      try expectExplanation(chromium)

      // Dropped; a paste is the same with another event.
      let base64 = try Data(contentsOf: picture).base64EncodedString()
      for event in [
        "new DragEvent('drop', {dataTransfer: files, bubbles: true, cancelable: true})",
        "new ClipboardEvent('paste', {clipboardData: files, bubbles: true})",
      ] {
        try chromium.go(to: "\(site)/explain")
        try chromium.loading {
          try chromium.evaluate(
            """
            (() => {
              const bytes = Uint8Array.from(atob("\(base64)"), letter => letter.charCodeAt(0));
              const files = new DataTransfer();
              files.items.add(new File([bytes], "dropped.png", {type: "image/png"}));
              setTimeout(() => document.getElementById("drop").dispatchEvent(\(event)), 0);
            })()
            """
          )
        }
        try expectExplanation(chromium)
      }
      #expect(chromium.complaints.isEmpty, "\(chromium.complaints.joined(separator: "\n"))")
      let outside = chromium.addresses.filter { !$0.hasPrefix(site) && !$0.hasPrefix("data:") }
      #expect(outside.isEmpty, "\(outside)")
      #expect(server.end() == 0 && server.leftovers.isEmpty)
    }
  }

  private func expectExplanation(_ chromium: Chromium) throws {
    let path = try chromium.evaluate("location.pathname") as? String
    #expect(path?.hasPrefix("/explanations/") == true)
    let pictures = try chromium.evaluate(
      """
      Promise.all([...document.images].map(image => { image.loading = "eager"; return image.decode(); }))
        .then(all => all.length)
      """
    )
    #expect(pictures as? Int ?? 0 > 2)
  }
}
