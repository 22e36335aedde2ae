package import Experiments
package import Foundation

/// A run directory as read: all that tables and pages are made of.
package struct LoadedRun: Sendable {
  package let directory: URL
  package let record: RunRecord
  package let metrics: MetricsLog

  package init(directory: URL, record: RunRecord, metrics: MetricsLog) {
    self.directory = directory
    self.record = record
    self.metrics = metrics
  }

  /// Reads `record.json` and, where it is there, `metrics.jsonl`.
  ///
  /// - Throws: A missing, truncated or damaged record, or one with another schema.
  package init(directory: URL) throws(ReportError) {
    let file = directory.appending(path: "record.json")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw .missingRecord(directory: directory.path)
    }
    self.directory = directory
    self.record = try Self.record(from: try Self.contents(of: file), file: file.path)

    let log = directory.appending(path: "metrics.jsonl")
    let hasLog = FileManager.default.fileExists(atPath: log.path)
    self.metrics = MetricsLog(hasLog ? try Self.contents(of: log) : Data())
  }

  /// The runs of one experiment's directory in the order of their names.
  ///
  /// Directories without a record, such as a run before its first finished stage, are left out.
  package static func all(in experiment: URL) throws(ReportError) -> [LoadedRun] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: experiment.path).sorted()
    } catch {
      throw .unreadable(file: experiment.path, reason: error.localizedDescription)
    }
    var runs: [LoadedRun] = []
    for name in names {
      let directory = experiment.appending(path: name)
      let record = directory.appending(path: "record.json")
      guard FileManager.default.fileExists(atPath: record.path) else { continue }
      runs.append(try LoadedRun(directory: directory))
    }
    return runs
  }

  /// `<experiment>/<run-id>`, which names the run in tables without naming a machine's folders.
  package var name: String { "\(record.experiment)/\(record.runID)" }

  private static func contents(of file: URL) throws(ReportError) -> Data {
    do {
      return try Data(contentsOf: file)
    } catch {
      throw .unreadable(file: file.path, reason: error.localizedDescription)
    }
  }

  /// The record, after a look at its schema, so that another version is not called damaged.
  private static func record(from data: Data, file: String) throws(ReportError) -> RunRecord {
    struct Header: Decodable { var schema: String? }
    do {
      let header = try JSONDecoder().decode(Header.self, from: data)
      guard header.schema == schema else {
        throw ReportError.otherSchema(file: file, found: header.schema, expected: schema)
      }
      return try JSONDecoder().decode(RunRecord.self, from: data)
    } catch let error as ReportError {
      throw error
    } catch let error as DecodingError {
      throw ReportError(error, file: file)
    } catch {
      throw .unreadable(file: file, reason: error.localizedDescription)
    }
  }

  private static let schema = "protopnet-run/1"
}

extension ReportError {
  /// The decoder's error with the field's path as a reader would write it, `stages[2].name`.
  fileprivate init(_ error: DecodingError, file: String) {
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
        .damagedRecord(file: file, field: field(context.codingPath + [key]), reason: "missing")
      case .typeMismatch(let type, let context):
        .damagedRecord(
          file: file,
          field: field(context.codingPath),
          reason: "not of the type \(type)"
        )
      case .valueNotFound(_, let context):
        .damagedRecord(file: file, field: field(context.codingPath), reason: "null")
      case .dataCorrupted(let context) where context.codingPath.isEmpty:
        .truncatedRecord(file: file, reason: context.debugDescription)
      case .dataCorrupted(let context):
        .damagedRecord(
          file: file,
          field: field(context.codingPath),
          reason: context.debugDescription
        )
      @unknown default:
        .unreadable(file: file, reason: "\(error)")
      }
  }
}
