import Experiments
import Files
import Foundation
import Reports

/// A checkpoint by its file or by the folder of its run, whose last one is meant.
enum NamedCheckpoint {
  /// - Throws: `ReportError` for a run that cannot be read, `RecordError` for a folder that is none.
  static func url(_ path: String) throws -> URL {
    let url = URL(fileURLWithPath: path)
    guard PathKind(at: url) == .folder else { return url }
    guard RunDirectory(url: url).hasRecord,
      let stage = try LoadedRun(directory: url).record.stages.last
    else { throw RecordError.missing(directory: path) }
    return url.appending(path: stage.checkpoint)
  }
}
