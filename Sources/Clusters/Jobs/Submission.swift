package import Files
package import Foundation

/// The folder of what was submitted by one call: script, tasks, and what the jobs say.
package struct Submission {
  package static let scriptName = "job.sh"
  /// What starts GNU parallel.
  package static let startName = "start.sh"

  package static func tasksName(_ number: Int) -> String { "tasks-\(number)" }

  package let folder: URL

  /// Makes the next folder below that of all runs.
  ///
  /// - Throws: `WriteFailure`.
  package init(in results: URL) throws(WriteFailure) {
    try Folder.make(JobJournal.folder(in: results))
    while true {
      let folder = Self.next(in: results)
      if try Folder.makeNew(folder) {
        self.folder = folder
        return
      }
    }
  }

  /// The folder that the next submission would have.
  package static func next(in results: URL) -> URL {
    let jobs = JobJournal.folder(in: results)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: jobs.path)) ?? []
    let number = names.compactMap { Int($0) }.max() ?? 0
    return jobs.appending(path: "\(number + 1)", directoryHint: .isDirectory)
  }

  /// Writes one of its files.
  ///
  /// - Throws: `WriteFailure`.
  package func write(_ text: String, to name: String) throws(WriteFailure) {
    try NewFile.write(Data(text.utf8), to: folder.appending(path: name))
  }
}
