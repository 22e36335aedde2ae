import ArgumentParser
import Experiments
import Files
import Foundation

/// Experiment files and changes to them, as several commands take them.
struct ExperimentArguments: ParsableArguments {
  @Argument(
    help: "Experiment files, YAML; - is the standard input.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var files: [String]

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A value that replaces the files', such as optimizer.batch-size=40.",
      valueName: "key.path=value"
    )
  )
  var changes: [String] = []

  /// Reads one of the files with the changes applied, and all cells of its matrix.
  ///
  /// - Throws: `ValidationError` for a file that cannot be read, `ExperimentError` for problems in
  ///   it or in the changes.
  func readMatrix(_ file: String) throws -> ExperimentMatrix {
    try ExperimentMatrix(contentsOf: file, options: changes)
  }
}

extension Experiment {
  /// Reads a file as the user named it.
  ///
  /// - Throws: `ValidationError` for a file that cannot be read, `ExperimentError` for its
  ///   problems.
  init(contentsOf file: String) throws {
    let file = ExperimentFile.path(file)
    try self.init(yaml: ExperimentFile.text(of: file), file: file)
  }
}

extension ExperimentMatrix {
  /// Reads a file as the user named it.
  ///
  /// - Throws: `ValidationError` for a file that cannot be read, `ExperimentError` for its
  ///   problems.
  init(contentsOf file: String, options: [String] = []) throws {
    let file = ExperimentFile.path(file)
    try self.init(yaml: ExperimentFile.text(of: file), file: file, options: options)
  }
}

/// Experiment files as users name them.
enum ExperimentFile {
  /// The file that a name on the command line means.
  static func path(_ name: String) -> String { name == "-" ? "/dev/stdin" : name }

  /// Whether a name means something that can be read only once.
  static func isStream(_ name: String) -> Bool { PathKind(at: path(name)) == .stream }

  /// Whether a name on the command line means an experiment file and not a folder of runs.
  static func isMeant(by name: String) -> Bool {
    name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      || [.file, .stream].contains(PathKind(at: path(name)))
  }

  fileprivate static func text(of file: String) throws -> String {
    func fail(_ reason: String) -> ValidationError {
      ValidationError("the experiment file \(file) cannot be read: \(reason)")
    }
    do {
      return try SmallFile.text(file, limit: Limits.byteCount)
    } catch {
      throw fail("\(error.reason); \(error.remedy)")
    }
  }
}

/// Where runs lie.
struct ResultsOption: ParsableArguments {
  @Option(name: .customLong("results"), help: "The folder of all runs.", completion: .directory)
  var path = "results"

  var url: URL { URL(fileURLWithPath: path, isDirectory: true) }
}
