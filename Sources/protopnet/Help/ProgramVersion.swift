import Runs

/// What `--version` prints: the program, what it was built from, and the libraries that it found.
enum ProgramVersion {
  /// The text where the arguments ask for nothing else.
  static func ifAsked() -> String? {
    CommandLine.arguments.dropFirst() == ["--version"] ? text : nil
  }

  private static var text: String {
    """
    \(Program.name)
    commit     \(Program.commit ?? "unknown; 'make build' and packages note it")
    libraries  \(Program.libraries.joined(separator: ", "))
    """
  }
}
