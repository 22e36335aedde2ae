import Foundation
import TestSupport
import Testing

struct TableCommandTests {
  private static let schedule = "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {steps: 1}}]}"
  private static let kinds = [
    "results", "table-1", "cars", "ablation", "pruning", "ensemble", "theorem", "last-layer",
    "claims",
  ]

  /// Two experiments of two seeds each, on the same pictures.
  private func run(in folder: URL) throws {
    let tiny = try TinyExperiment(in: folder, schedule: Self.schedule, more: "seeds: [1, 2]")
    let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      .replacing("name: tiny", with: "name: bare")
    try Data("\(text)\ncoefficients: {cluster: 0, separation: 0}\n".utf8)
      .write(to: folder.appending(path: "bare.yaml"))
    let outcome = try Program.run("run", "tiny.yaml", "bare.yaml", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  @Test func printsEveryKindAndExplainsItsCells() throws {
    try Places.withTemporaryDirectory { folder in
      try run(in: folder)
      func table(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["table", "tiny.yaml", "bare.yaml"] + arguments, in: folder)
      }
      for kind in Self.kinds {
        let outcome = try table("--kind", kind)
        #expect(outcome.code == 0, "\(kind): \(outcome.errors)")
        #expect(outcome.output.hasPrefix("**"))
      }
      let ablation = try table("--kind", "ablation", "--format", "csv").output
      #expect(ablation.contains("\r\nbare,"))
      #expect(!ablation.contains("no predictions kept"))
      #expect(try table("--kind", "ensemble").output.contains("\n| tiny + bare "))
      let claims = try table("--kind", "claims").output
      #expect(claims.contains("tiny against bare: "))

      let explained = try table("--kind", "ensemble", "--explain", "1,accuracy")
      #expect(explained.code == 0)
      for text in ["results/tiny/", "results/bare/", "predictions-cycle-1-projection.h5"] {
        #expect(explained.output.contains(text))
      }
      let unknown = try table("--explain", "tiny,beauty")
      #expect(unknown.code == 2)
      #expect(unknown.errors.contains("'tiny,beauty' names no column; there are\n"))

      // Data are one table a file.
      let several = try table("--kind", "results", "--kind", "theorem", "--format", "csv")
      #expect(several.code == 2)
      #expect(
        several.errors.contains("'--output FOLDER/' writes results.csv, theorem-certificates.csv")
      )
      let files = try table(
        "--kind",
        "results",
        "--kind",
        "theorem",
        "--format",
        "csv",
        "--output",
        "data/"
      )
      #expect(files.code == 0 && files.output.isEmpty)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "data").path
      )
      #expect(
        names.sorted() == ["results.csv", "theorem-certificates.csv", "theorem-premises.csv"]
      )
      // Notes of several tables are numbered through; a caption is of one.
      let both = try table("--kind", "results", "--kind", "last-layer", "--notes", "full")
      #expect(both.output.contains("\nSee note"))
      #expect(try table("--kind", "theorem", "--caption", "a").code == 2)
      #expect(try table("--caption", "Mine").output.hasPrefix("**Mine**"))
      #expect(!(try table("--kind", "claims").output.contains("| the paper's")))
      #expect(try table("--kind", "claims", "--published").output.contains("| the paper's"))

      // Without the files of a run's predictions there is nothing to compare, and no guess.
      let runs = folder.appending(path: "results/bare")
      for name in try FileManager.default.contentsOfDirectory(atPath: runs.path) {
        try FileManager.default.removeItem(at: runs.appending(path: "\(name)/checks"))
      }
      #expect(try table("--kind", "ablation").output.contains("no predictions kept"))
      #expect(try table("--kind", "ensemble").output.contains("bare, no predictions kept"))
    }
  }

  @Test func comparesTwoExperimentsSeedBySeed() throws {
    try Places.withTemporaryDirectory { folder in
      try run(in: folder)
      func compare(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["compare"] + arguments, in: folder)
      }
      let outcome = try compare("tiny.yaml", "bare.yaml")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let settings = outcome.output.split(separator: "\n").prefix { !$0.contains("Stage by stage") }
      let keys = settings.filter { $0.hasPrefix("| ") }.dropFirst(2).map { line in
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
      #expect(
        keys == [
          ["coefficients.cluster", "0.8", "0.0"], ["coefficients.separation", "0.08", "0.0"],
        ]
      )
      #expect(outcome.output.contains("\n| cycle-1/joint "))
      #expect(!outcome.output.contains("not run"))
      #expect(!outcome.output.contains("no predictions kept"))

      // The same figures as the ablation's, which holds the second row against the first.
      let ablation = try Program.run(
        "table",
        "tiny.yaml",
        "bare.yaml",
        "--kind",
        "ablation",
        "--explain",
        "2,95 % interval",
        in: folder
      )
      let explained = try compare(
        "tiny.yaml",
        "bare.yaml",
        "--explain",
        "second against first,95 % interval"
      )
      #expect(explained.code == 0, "\(explained.errors)")
      let sources = { (text: String) in
        text.matches(of: /results\/[a-z]+\/[0-9a-f]+-s[12]/).map { String($0.0) }
      }
      #expect(!sources(explained.output).isEmpty)
      #expect(Set(sources(explained.output)) == Set(sources(ablation.output)))

      let same = try compare("tiny.yaml", "tiny.yaml")
      #expect(same.output.contains("The settings are the same."))
      let alone = try compare("tiny.yaml")
      #expect(alone.code == 2)
      #expect(alone.errors.contains("two runs or experiments are compared, and these are 1: tiny"))
    }
  }

  @Test func reportsOverAllRunsOfAnExperiment() throws {
    try Places.withTemporaryDirectory { folder in
      try run(in: folder)
      let report = try Program.run("report", "tiny.yaml", "--figures", "figures", in: folder)
      let figures = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "figures").path
      )
      #expect(figures.count { $0.hasSuffix("-accuracy.svg") } == 2)
      #expect(figures.count { $0.hasSuffix("-prototypes.pdf") } == 2)
      let pages = report.output.split(separator: "\n")
      #expect(pages.count == 3)
      #expect(pages.last == "results/tiny/report/index.html")
      let page = folder.appending(path: "results/tiny/report/index.html")
      let html = try String(contentsOf: page, encoding: .utf8)
      let links = html.matches(of: /href="([^"#]+)"/).map { String($0.1) }
      #expect(links.count == 2)
      for link in links {
        let file = page.deletingLastPathComponent().appending(path: link)
        #expect(FileManager.default.fileExists(atPath: file.path))
      }
    }
  }

  /// Models by costs: a row for each cell, and the baselines beside their ProtoPNets.
  @Test func aMatrixHasARowForEachCell() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: Self.schedule,
        more: "matrix: {model: [protopnet, baseline], backbone.architecture: [vgg11, vgg13]}"
      )
      func table(_ arguments: String...) throws -> String {
        let outcome = try Program.run(["table", "tiny.yaml"] + arguments, in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return outcome.output
      }
      #expect(try table("--kind", "table-1").contains("| not run"))

      let run = try Program.run("run", tiny.yaml.lastPathComponent, in: folder)
      #expect(run.code == 0, "\(run.errors)")
      let results = try table()
      for cell in ["protopnet, vgg11", "protopnet, vgg13", "baseline, vgg11", "baseline, vgg13"] {
        #expect(results.contains("\n| \(cell) "))
      }
      let backbones = try table("--kind", "table-1").components(separatedBy: "\n\n")[1]
      #expect(backbones.split(separator: "\n").count == 4)
      #expect(!backbones.contains("not run") && !backbones.contains("no predictions kept"))
      #expect(try table("--kind", "claims").contains("vgg11 cut after block-2: "))
      let report = try Program.run("report", "tiny.yaml", in: folder)
      #expect(report.code == 0)
      #expect(report.output.hasSuffix("results/tiny/report/index.html\n"))
    }
  }
}
