import Experiments
import Files
import Foundation
import Reports
import Synchronization

/// Pages of runs and experiments: what `protopnet report` wrote, or where that is older than the records, made now.
final class PageMaker: Sendable {
  private let shelf: RunShelf
  /// Pages are made one after the other.
  private let turn = Mutex<Void>(())

  private static let pageName = "index.html"

  init(_ shelf: RunShelf) { self.shelf = shelf }

  /// The files of a run's page by name, of which `index.html` is the page.
  ///
  /// - Throws: `ReportError` for a run that cannot be read.
  func files(of place: RunShelf.Place) throws -> [String: String] {
    let directory = shelf.directory(place)
    if let page = written(in: directory.report, after: [directory.record]) {
      return [Self.pageName: page]
    }
    return try turn.withLock { _ in
      RunReport.files(run: try LoadedRun(directory: directory.url), in: directory.report)
    }
  }

  /// The page over an experiment's runs, but for those that cannot be read.
  ///
  /// - Throws: What tables throw.
  func page(ofExperiment name: String) throws -> String {
    let places = shelf.places(of: name).filter { shelf.directory($0).hasRecord }
    let folder = shelf.results.appending(path: name).appending(path: "report")
    if let page = written(in: folder, after: places.map { shelf.directory($0).record }) {
      return page
    }
    return try turn.withLock { _ in
      let runs = places.compactMap { try? LoadedRun(directory: shelf.directory($0).url) }
      var input = try TableInput([RunSet(name: name, runs: runs)])
      try input.add(predictionsFor: ExperimentReport.kinds(input))
      let links = runs.map { run in
        ExperimentReport.RunLink(
          run: run,
          address: ServedAddress.run(name, run.directory.lastPathComponent)
        )
      }
      return try ExperimentReport.page(name: name, input, runs: links).source
    }
  }

  /// A page that was written after all of some files; nil where there is none.
  private func written(in folder: URL, after files: [URL]) -> String? {
    let page = folder.appending(path: Self.pageName)
    let steps = page.path.dropFirst(shelf.results.path.count).split(separator: "/").map(String.init)
    guard let date = Self.date(of: page),
      files.allSatisfy({ Self.date(of: $0).map { $0 <= date } ?? true }),
      let bytes = ContainedFile.read(steps, in: shelf.results, limit: Site.largestFile)
    else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func date(of file: URL) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
  }
}
