/// The page about the command line, in Markdown.
enum CommandPage {
  static func text(of root: CommandFacts) -> String {
    let list = root.shown.map { command in
      "| [`\(command.commandName)`](#\(anchor(command))) | \(command.abstract ?? "") |"
    }
    return """
      # The command line

      Made by `protopnet docs command-line` of the argument parser's own account; a test compares. \
      `protopnet help COMMAND` and `protopnet COMMAND --help` print the same, `protopnet help KEY` explains a key of \
      an experiment. Results go to standard output, progress and problems to standard error.

      \(root.discussion ?? "")

      | Command | What it does |
      | --- | --- |
      \(list.joined(separator: "\n"))

      \(root.all.dropFirst().map(section).joined(separator: "\n\n"))

      """
  }

  private static func anchor(_ command: CommandFacts) -> String {
    command.fullName.replacing(" ", with: "-")
  }

  private static func section(_ command: CommandFacts) -> String {
    var parts = ["## \(command.fullName)", command.abstract ?? ""]
    parts += command.paragraphs.map { $0.isLiteral ? "```text\n\($0.text)\n```" : $0.text }
    if !command.options.isEmpty {
      let rows = command.options.map { "| `\($0.synopsis)` | \(cell($0.meaning)) |" }
      parts.append("| Option | Meaning |\n| --- | --- |\n" + rows.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}
