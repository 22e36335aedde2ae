import Experiments
import Foundation
import Inspection
import Reports

/// Holds a run's page, where one was written, against the page that its record gives.
struct PageCheck {
  private let directory: RunDirectory

  init(_ directory: RunDirectory) { self.directory = directory }

  /// - Throws: `ReportError` for a run that cannot be read, and what is wrong with its predictions.
  func verify(_ result: inout Verification) throws {
    let folder = directory.report
    guard FileManager.default.fileExists(atPath: folder.appending(path: "index.html").path) else {
      return
    }
    let run = try LoadedRun(directory: directory.url)
    let facts: PageFacts
    do {
      guard let found = try PageFacts(besidePageIn: folder) else {
        return result.note(
          "report",
          "the page is of an earlier version; 'protopnet report' writes it anew"
        )
      }
      facts = found
    } catch {
      return result.fail("report", "report/\(PageFacts.fileName) cannot be read: \(error)")
    }
    let files = RunReport.files(run: run, facts: facts, in: folder)
    let wrong = files.sorted { $0.key < $1.key }.filter { name, text in
      FileManager.default.contents(atPath: folder.appending(path: name).path) != Data(text.utf8)
    }
    var problems = wrong.map { name, _ in
      "report/\(name) is not what 'protopnet report' writes of this record"
    }
    if try facts.errors != ErrorAnalysis(record: run.record, directory: run.directory) {
      problems.append(
        "report/\(PageFacts.fileName) tells other errors than the predictions of the reported stage"
      )
    }
    result.expect("report", "the page is that of the record", failing: problems)
  }
}
