import Runs

/// Manual pages, in the language of mdoc: one for the program and one for each command.
enum ManualPage {
  /// The pages by their files' names.
  static func all(of root: CommandFacts) -> [(file: String, text: String)] {
    root.all.map { command in
      let name = command.fullName.replacing(" ", with: "-")
      return ("\(name).1", text(of: command, name))
    }
  }

  private static func text(of command: CommandFacts, _ name: String) -> String {
    var lines = [
      ".Dd $Mdocdate$", ".Dt \(name.uppercased()) 1", ".Os protopnet \(Program.version)",
      ".Sh NAME", ".Nm \(name)", ".Nd \(escaped(command.abstract ?? ""))", ".Sh SYNOPSIS",
      ".Nm \(command.fullName)",
    ]
    let arguments = command.options.filter { $0.kind == "positional" }.map(\.synopsis)
    lines.append(command.shown.isEmpty ? ".Op Ar options" : ".Ar command Op Ar options")
    lines += arguments.map(escaped)
    lines += [".Sh DESCRIPTION", escaped(command.abstract ?? "")]
    for (text, isLiteral) in command.paragraphs {
      lines += isLiteral ? [".Bd -literal", escaped(text), ".Ed"] : [".Pp", escaped(text)]
    }
    if !command.shown.isEmpty {
      lines += [".Sh COMMANDS", ".Bl -tag -width Ds"]
      for inner in command.shown {
        lines += [".It \(inner.commandName)", escaped(inner.abstract ?? "")]
      }
      lines.append(".El")
    }
    if !command.options.isEmpty {
      lines += [".Sh OPTIONS", ".Bl -tag -width Ds"]
      for option in command.options {
        lines += [".It \(escaped(option.synopsis))", escaped(option.meaning)]
      }
      lines.append(".El")
    }
    let others = command.shown.map { $0.fullName.replacing(" ", with: "-") }
    let above = command.superCommands?.joined(separator: "-")
    let seeAlso = others + [above].compactMap(\.self)
    if !seeAlso.isEmpty {
      lines.append(".Sh SEE ALSO")
      for (index, page) in seeAlso.enumerated() {
        lines.append(".Xr \(page) 1\(index < seeAlso.count - 1 ? " ," : "")")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text in which nothing is taken for a request.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : String($0) }
      .joined(separator: "\n")
  }
}
