import Foundation
import TestSupport
import Testing

/// Pages, schemas, manual pages and completions that are made of the code.
struct DocsCommandTests {
  /// `make reference` writes them.
  @Test(arguments: [
    ("experiment-keys", "docs/experiment-keys.md"), ("cluster-keys", "docs/cluster-keys.md"),
    ("command-line", "docs/command-line.md"),
    ("experiment-schema", "docs/schemas/experiment.json"),
    ("cluster-schema", "docs/schemas/cluster.json"),
    ("record-schema", "docs/schemas/record.json"),
  ]) func theCommittedPagesAreCurrent(_ subject: String, _ path: String) throws {
    let made = try Program.run("docs", subject, in: FileManager.default.temporaryDirectory)
    #expect(made.code == 0, "\(made.errors)")
    let file = Places.package.appending(path: path)
    let committed = try String(contentsOf: file, encoding: .utf8)
    let isCurrent = committed == made.output
    #expect(isCurrent, "\(path) is not what the code says; run 'make reference'")
  }

  @Test func everyExperimentNamesItsSchema() throws {
    let folder = Places.package.appending(path: "experiments")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }
    for name in names {
      let file = folder.appending(path: name)
      let line = try String(contentsOf: file, encoding: .utf8).prefix { $0 != "\n" }
      let prefix = "# yaml-language-server: $schema="
      #expect(line.hasPrefix(prefix), "\(name)")
      let schema = file.deletingLastPathComponent().appending(path: line.dropFirst(prefix.count))
      #expect(FileManager.default.fileExists(atPath: schema.standardizedFileURL.path), "\(name)")
    }
  }

  @Test func everyCommandHasAnExample() throws {
    let page = Places.package.appending(path: "docs/command-line.md")
    let sections = try String(contentsOf: page, encoding: .utf8).split(separator: "\n## ")
      .dropFirst()
    #expect(sections.count > 25)
    for section in sections {
      let name = section.prefix { $0 != "\n" }
      #expect(
        section.contains("  \(name.split(separator: " ").prefix(2).joined(separator: " "))"),
        "\(name)"
      )
    }
  }

  @Test func manualsAndCompletionsHaveEveryCommand() throws {
    try Places.withTemporaryDirectory { folder in
      let made = try Program.run("docs", "manuals", "--output", ".", in: folder)
      #expect(made.code == 0, "\(made.errors)")
      let page = try String(
        contentsOf: folder.appending(path: "protopnet-data-prepare-cub.1"),
        encoding: .utf8
      )
      #expect(page.contains(".Nd CUB\\-200\\-2011, cropped to its boxes"))
      #expect(page.contains(".It \\-\\-facts <file>"))
      for shell in ["bash", "zsh", "fish"] {
        let script = try Program.run("--generate-completion-script", shell, in: folder)
        #expect(script.code == 0)
        #expect(script.output.contains("quickstart") == false)
        #expect(script.output.contains("cluster-file") && script.output.contains("dry-run"))
      }
    }
  }
}
