package import Experiments
package import Files

/// Why a run could not be read, or a table or page not be written.
package enum ReportError: ErrorOfWriting, Equatable, CustomStringConvertible {
  /// The run's record.
  case record(RecordError)
  /// A file exists but could not be read.
  case unreadable(file: String, reason: String)
  /// Two runs of one experiment and seed say different things.
  case disagreeingRuns(experiment: String, seed: UInt64, directories: [String])
  /// A cell that was asked for is not in the table.
  case unknownCell(String, problem: String, choices: [String])
  /// A file could not be written.
  case unwritable(WriteFailure)

  package var writeFailure: WriteFailure? {
    if case .unwritable(let failure) = self { failure } else { nil }
  }

  package var description: String {
    switch self {
    case .record(let error):
      error.description
    case .unreadable(let file, let reason):
      "cannot read \(file): \(reason)"
    case .disagreeingRuns(let experiment, let seed, let directories):
      "two runs of \(experiment) with seed \(seed) have different records: "
        + directories.joined(separator: ", ") + "; leave one of them out of the table"
    case .unknownCell(let place, let problem, let choices):
      "'\(place)' \(problem)" + choices.map { "\n  \($0)" }.joined()
    case .unwritable(let failure): failure.description
    }
  }
}
