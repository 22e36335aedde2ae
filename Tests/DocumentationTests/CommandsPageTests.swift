import Foundation
import TestSupport
import Testing

/// The page of commands, and the experiment that is explained, beside the program.
struct CommandsPageTests {
  @Test func everySubcommandHasALine() throws {
    let help = try Program.run("--help", in: Places.package).output
    let list = try #require(help.components(separatedBy: "SUBCOMMANDS:").last)
    // Names stand two spaces from the margin, what they do further in.
    let names = list.split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^ {2}([a-z][a-z-]*)/).map { String($0.output.1) }
    }
    let page = try Page("docs/commands.md").codeLines.joined(separator: "\n")
    #expect(names.count > 15)
    for name in names {
      #expect(
        page.contains("protopnet \(name)") || name == "cluster-file" && page.contains(name),
        "docs/commands.md lacks '\(name)'"
      )
    }
  }

  @Test func theExplainedExperimentIsOne() throws {
    try Places.withTemporaryDirectory { folder in
      let page = try Page("docs/writing-an-experiment.md").text
      let block = try #require(page.firstMatch(of: /```yaml\n((?s).*?)\n```/)).output.1
      try Data(block.utf8).write(to: folder.appending(path: "explained.yaml"))
      let outcome = try Program.run("check", "explained.yaml", "--no-time", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
  }
}
