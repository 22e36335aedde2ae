import Foundation

/// What the argument parser knows of a command, as it tells other programs.
struct CommandFacts: Decodable {
  let commandName: String
  let superCommands: [String]?
  let shouldDisplay: Bool
  let abstract: String?
  let discussion: String?
  let subcommands: [CommandFacts]?
  let arguments: [ArgumentFacts]?

  /// An option, a flag or an argument.
  struct ArgumentFacts: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: String
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValueStrings: [String]?
    let abstract: String?
    /// Whether there is a flag of the same name with `no-` before it.
    var hasOpposite = false

    private enum CodingKeys: CodingKey {
      case kind, shouldDisplay, isOptional, isRepeating, names, valueName, defaultValue
      case allValueStrings, abstract
    }

    /// Such as `--format <format>` or `<file> ...`.
    var synopsis: String {
      let value = "<\(valueName ?? "value")>"
      switch kind {
      case "positional": return value + (isRepeating ? " ..." : "")
      case "flag":
        let names = (names ?? []).map(\.text)
        return hasOpposite
          ? names.map { $0.replacing("--", with: "--[no-]") }.joined(separator: " / ")
          : names.joined(separator: " / ")
      default:
        let names = (names ?? []).map(\.text).joined(separator: ", ")
        return "\(names) \(value)"
      }
    }

    /// What it says, with what holds without it.
    var meaning: String {
      // A flag that is off unless given says so by being one.
      guard let defaultValue, kind != "flag" else { return abstract ?? "" }
      return "\(abstract ?? "") (default: \(defaultValue))"
    }
  }

  /// `protopnet data prepare`, with the commands above.
  var fullName: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

  /// The commands below that are shown, in order; the parser adds a help of its own behind ours.
  var shown: [CommandFacts] {
    var names: Set<String> = []
    return (subcommands ?? []).filter {
      $0.shouldDisplay && names.insert($0.commandName).inserted
    }
  }

  /// The parts of the discussion; lists and examples keep their lines.
  var paragraphs: [(text: String, isLiteral: Bool)] {
    (discussion ?? "").split(separator: "\n\n").map { part in
      (String(part), part.hasPrefix("  ") || part.contains("\n"))
    }
  }

  /// The options that are shown, apart from the parser's own; a flag and its opposite are one.
  var options: [ArgumentFacts] {
    let all = Set((arguments ?? []).flatMap { ($0.names ?? []).map(\.name) })
    return (arguments ?? []).compactMap { argument in
      var argument = argument
      let names = (argument.names ?? []).map(\.name)
      if names.contains(where: { $0.hasPrefix("no-") && all.contains(String($0.dropFirst(3))) }) {
        return nil
      }
      argument.hasOpposite = names.contains { all.contains("no-\($0)") }
      let isOurs = Set(names).isDisjoint(with: ["help", "version"])
      return argument.shouldDisplay && isOurs ? argument : nil
    }
  }

  /// Itself and all shown commands below.
  var all: [CommandFacts] { [self] + shown.flatMap(\.all) }

  /// The whole command line, from the account that the parser gives.
  ///
  /// - Throws: Where that is none of this layout, which the parser's version decides.
  init(dump: String) throws {
    struct Tool: Decodable { let command: CommandFacts }
    self = try JSONDecoder().decode(Tool.self, from: Data(dump.utf8)).command
  }
}
