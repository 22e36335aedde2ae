/// Why a run could not be read, or a table or page not be written.
package enum ReportError: Error, Equatable, CustomStringConvertible {
  /// The directory holds no `record.json`.
  case missingRecord(directory: String)
  /// A file exists but could not be read.
  case unreadable(file: String, reason: String)
  /// The record is not JSON to its end.
  case truncatedRecord(file: String, reason: String)
  /// The record is of another version or of another program.
  case otherSchema(file: String, found: String?, expected: String)
  /// The record is JSON of the right version, but a field is missing or of another type.
  case damagedRecord(file: String, field: String, reason: String)
  /// Two runs of one experiment and seed say different things.
  case disagreeingRuns(experiment: String, seed: UInt64, directories: [String])
  /// A file could not be written.
  case unwritable(file: String, reason: String)

  package var description: String {
    switch self {
    case .missingRecord(let directory):
      "no record.json in \(directory): name a run directory (results/<experiment>/<run-id>) "
        + "whose first stage is finished"
    case .unreadable(let file, let reason):
      "cannot read \(file): \(reason)"
    case .truncatedRecord(let file, let reason):
      "\(file) ends early or is not JSON (\(reason)): run the experiment again, "
        + "which goes on from its last checkpoint and writes the record anew"
    case .otherSchema(let file, let found, let expected):
      "\(file) has the schema \(found.map { "'\($0)'" } ?? "of no version we know"), "
        + "and this program reads '\(expected)': "
        + "read it with the version that wrote it, or run the experiment again"
    case .damagedRecord(let file, let field, let reason):
      "\(file): \(field): \(reason); the record was changed or is incomplete: "
        + "run the experiment again, which writes it anew"
    case .disagreeingRuns(let experiment, let seed, let directories):
      "two runs of \(experiment) with seed \(seed) have different records: "
        + directories.joined(separator: ", ") + "; leave one of them out of the table"
    case .unwritable(let file, let reason):
      "cannot write \(file): \(reason)"
    }
  }
}
