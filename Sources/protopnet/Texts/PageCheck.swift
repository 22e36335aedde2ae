import Experiments
import Foundation
import Inspection
import Reports

/// Holds a run's page, where one was written, against the page that its record gives.
struct PageCheck {
  private let directory: RunDirectory

  init(_ directory: RunDirectory) { self.directory = directory }

  /// - Throws: `ReportError` for a run that cannot be read.
  func verify(_ result: inout Verification) throws {
    let folder = directory.report
    let files = RunReport.files(run: try LoadedRun(directory: directory.url), in: folder)
    guard FileManager.default.fileExists(atPath: folder.appending(path: "index.html").path) else {
      return
    }
    let wrong = files.sorted { $0.key < $1.key }.filter { name, text in
      FileManager.default.contents(atPath: folder.appending(path: name).path) != Data(text.utf8)
    }
    result.expect(
      "report",
      "the page is that of the record",
      failing: wrong.map { name, _ in
        "report/\(name) is not what 'protopnet report' writes of this record"
      }
    )
  }
}
