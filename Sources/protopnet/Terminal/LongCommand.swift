import ArgumentParser

/// A command that may take long: it says how far it is, and what Ctrl-C leaves of it.
protocol LongCommand: ParsableCommand {
  var verbosity: VerbosityOptions { get }
  /// What it does until it says more, such as `reading weights`.
  var work: String { get }
  /// What is kept after Ctrl-C, and how to go on.
  var afterInterruption: String { get }
  /// Whether it handles Ctrl-C itself.
  var handlesInterrupts: Bool { get }
  /// Whether it says by itself what it does; a process that works for another one does not.
  var speaks: Bool { get }
}

extension LongCommand {
  var handlesInterrupts: Bool { false }
  var speaks: Bool { true }

  /// Has the terminal watch over it.
  func begin() {
    Console.verbosity = verbosity.level
    guard speaks else { return }
    Pulse.begin(work, afterInterruption: afterInterruption, takesInterrupts: !handlesInterrupts)
  }
}

/// How much a command says of its progress.
enum Verbosity { case quiet, normal, verbose }

/// `-v` and `-q`.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say when each part of the work begins and how long it took.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Say nothing of progress; warnings, errors and results stay.")
  var quiet = false

  var level: Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }

  func validate() throws {
    if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
  }
}
