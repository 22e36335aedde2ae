package import Files

/// Why a run's record could not be read or written.
package enum RecordError: ErrorOfWriting, Equatable, CustomStringConvertible {
  /// The directory holds no `record.json`.
  case missing(directory: String)
  /// The file exists but could not be read.
  case unreadable(file: String, reason: String)
  /// The record is not JSON to its end.
  case truncated(file: String, reason: String)
  /// The record is of another version or of another program.
  case otherSchema(file: String, found: String?, expected: String)
  /// The record is JSON of the right version, but a field is missing or of another type.
  case damaged(file: String, field: String, reason: String)
  /// The file could not be written.
  case unwritable(WriteFailure)

  package var writeFailure: WriteFailure? {
    if case .unwritable(let failure) = self { failure } else { nil }
  }

  package var description: String {
    switch self {
    case .missing(let directory):
      "no record.json in \(directory): name a run directory (results/<experiment>/<run-id>) "
        + "whose first stage is finished"
    case .unreadable(let file, let reason):
      "cannot read \(file): \(reason)"
    case .truncated(let file, let reason):
      "\(file) ends early or is not JSON (\(reason)): remove it and run the experiment again"
    case .otherSchema(let file, let found?, let expected) where Self.isNewer(found, expected):
      "\(file) was written by a newer version of this program: it has the schema '\(found)', and this "
        + "program reads '\(expected)': update it, or read the run with the version that wrote it"
    case .otherSchema(let file, let found, let expected):
      "\(file) has the schema \(found.map { "'\($0)'" } ?? "of no version we know"), "
        + "and this program reads '\(expected)': "
        + "read it with the version that wrote it, or run the experiment again"
    case .damaged(let file, let field, let reason):
      "\(file): \(field): \(reason); the record was changed or is incomplete: "
        + "remove it and run the experiment again"
    case .unwritable(let failure): failure.description
    }
  }
}

extension RecordError {
  /// Whether two schemas, such as `protopnet-run/2`, differ in the version alone, the first one being later.
  private static func isNewer(_ found: String, _ expected: String) -> Bool {
    let (found, expected) = (found.split(separator: "/"), expected.split(separator: "/"))
    guard found.count == 2, expected.count == 2, found[0] == expected[0],
      let version = Int(found[1]), let known = Int(expected[1])
    else { return false }
    return version > known
  }

  /// The decoder's error with the field's path as a reader would write it, `stages[2].name`.
  init(_ error: DecodingError, file: String) {
    func field(_ path: [any CodingKey]) -> String {
      let text = path.reduce(into: "") { text, key in
        if let index = key.intValue {
          text += "[\(index)]"
        } else {
          text += (text.isEmpty ? "" : ".") + key.stringValue
        }
      }
      return text.isEmpty ? "the record" : text
    }
    self =
      switch error {
      case .keyNotFound(let key, let context):
        .damaged(file: file, field: field(context.codingPath + [key]), reason: "missing")
      case .typeMismatch(let type, let context):
        .damaged(file: file, field: field(context.codingPath), reason: "not of the type \(type)")
      case .valueNotFound(_, let context):
        .damaged(file: file, field: field(context.codingPath), reason: "null")
      case .dataCorrupted(let context) where context.codingPath.isEmpty:
        .truncated(file: file, reason: context.debugDescription)
      case .dataCorrupted(let context):
        .damaged(file: file, field: field(context.codingPath), reason: context.debugDescription)
      @unknown default:
        .unreadable(file: file, reason: "\(error)")
      }
  }
}
