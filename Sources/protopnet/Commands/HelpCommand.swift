import ArgumentParser
import Experiments

/// `protopnet help`: a command's help, or what a key of an experiment or cluster file means.
struct HelpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "help",
    abstract: "Show a command's help, or what a key of an experiment means.",
    discussion: """
        protopnet help run
        protopnet help coefficients.cluster
        protopnet help batch-size
      """
  )

  @Argument(help: "A command, or a key of an experiment or cluster file.")
  var words: [String] = []

  func run() throws {
    if let command = Protopnet.command(named: words) {
      return Console.print(Protopnet.helpMessage(for: command))
    }
    // A path may be typed in pieces.
    let name = words.joined(separator: ".")
    if let text = KeyHelp.documented.text(of: name) { return Console.print(text) }
    let known = Protopnet.names + KeyHelp.documented.names
    let hint = Suggestion.nearest(to: name, among: known).map { "; did you mean '\($0)'?" }
    throw ValidationError(
      "there is no command and no key '\(name)'"
        + (hint ?? "; 'protopnet help' lists the commands, docs/experiment-keys.md the keys")
    )
  }
}

extension Protopnet {
  /// The shown commands' names.
  static var names: [String] {
    configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
  }

  /// Refuses a first argument that is no command, with the one that is meant.
  ///
  /// - Throws: `ValidationError` for it.
  static func requireCommand() throws {
    try CommandWords.check(
      CommandLine.arguments.dropFirst().first,
      all: configuration.subcommands.map { $0._commandName },
      shown: names
    )
  }

  /// The command of some words, such as `data prepare`; the root of none, nil where there is no such command.
  fileprivate static func command(named words: [String]) -> (any ParsableCommand.Type)? {
    words.reduce(Protopnet.self as (any ParsableCommand.Type)?) { command, word in
      command?.configuration.subcommands.first { $0._commandName == word }
    }
  }
}
