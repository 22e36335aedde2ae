import Datasets
import Experiments
import Files
import Foundation
import Inspection
import Reports
import Runs

/// Writes the pages of runs, each with what its predictions, checkpoints and pictures add to its record.
struct RunPages {
  /// The folder of all pages; nil for `report` in each run's own folder.
  let output: URL?
  let options: RunAnalyzer.Options
  let isSingleFile: Bool
  /// The folder that paths of experiments start from; nil where it is to be found.
  let experimentFolder: String?
  let display = ProgressDisplay()

  /// A run with what its neighbours and the command know of it.
  struct Entry {
    let run: LoadedRun
    /// As its file declares it, with the place of the file.
    let experiment: Experiment?
    let title: RunTitle
  }

  /// Entries of runs in the order of their pages: ProtoPNets before baselines, by backbone and seed.
  static func entries(_ sets: [RunSet]) -> [Entry] {
    var found: [(run: LoadedRun, experiment: Experiment?, settings: [String])] = []
    for set in sets {
      let settings = set.settings.map { RunSet.title([$0]) }
      for run in set.runs
      where !found.contains(where: { $0.run.directory.isSameFolder(as: run.directory) }) {
        found.append((run, set.experiment, settings))
      }
    }
    let titles = RunTitle.titles(of: found.map { ($0.run.record, $0.settings) })
    return zip(found, titles).map { Entry(run: $0.run, experiment: $0.experiment, title: $1) }
      .sorted { left, right in
        func key(_ entry: Entry) -> [String] {
          let record = entry.run.record
          return [
            record.experiment, record.hasPrototypes ? "0" : "1", record.network.architecture,
            record.experimentDigest, String(format: "%020llu", record.seed),
          ]
        }
        return key(left).lexicographicallyPrecedes(key(right))
      }
  }

  /// The runs of sets, and those that lie beside runs that were named by their folders.
  ///
  /// Records that cannot be read are no neighbours.
  static func withNeighbours(_ sets: [RunSet]) -> [RunSet] {
    sets
      + sets.filter { $0.experiment == nil }.flatMap(\.runs).compactMap { run in
        let folder = run.directory.deletingLastPathComponent()
        return (try? LoadedRun.all(in: folder)).map { RunSet(name: folder.path, runs: $0) }
      }
  }

  /// The folder of a run's page.
  func folder(of run: LoadedRun) -> URL {
    output?.appending(path: run.record.runID) ?? RunDirectory(url: run.directory).report
  }

  /// The folder of an experiment's page.
  func folder(ofExperiment name: String, _ run: LoadedRun) -> URL {
    output?.appending(path: name)
      ?? run.directory.deletingLastPathComponent().appending(path: "report")
  }

  /// Writes the page of one of the entries and returns what it shows.
  ///
  /// - Throws: What is wrong with files that are there.
  func write(_ entry: Entry, among entries: [Entry], written: [Entry]) throws -> PageFacts {
    let run = entry.run
    let page = folder(of: run)
    Pulse.began("page of \(run.record.experiment)/\(run.record.runID)")
    do throws(WriteFailure) {
      try Folder.make(page)
    } catch {
      throw ReportError.unwritable(error)
    }
    let analyzer = RunAnalyzer(
      record: run.record,
      directory: run.directory,
      dataset: dataset(of: entry),
      options: options
    )
    var facts = try analyzer.facts(
      forPageIn: page,
      sheet: { try ExplanationPage.write($0, to: $1) },
      note: { Console.note("warning: \($0)") },
      progress: { display.advanced($0, done: $1, of: $2) }
    )
    display.endLine()
    facts.title = entry.title.parts
    facts.neighbours = try neighbours(of: entry, among: entries, written, page: page)
    Console.print(try RunReport.write(run: run, facts: facts, to: page).relativePath)
    if isSingleFile {
      let file = page.appending(path: "\(run.record.experiment)-\(run.record.runID).html")
      Console.print(try SingleFile.write(run: run, facts: facts, in: page, to: file).relativePath)
    }
    return facts
  }

  /// The run's pictures, where they are where the experiment says.
  private func dataset(of entry: Entry) -> Dataset? {
    let run = RunDirectory(url: entry.run.directory)
    do {
      let experiment =
        try entry.experiment
        ?? RunExperiment.read(run, name: entry.run.record.experiment, folder: experimentFolder)
      let data = ExperimentData(experiment)
      return data.isHere ? try data.list() : nil
    } catch {
      // The page says what it cannot show without the pictures.
      return nil
    }
  }

  private func neighbours(
    of entry: Entry,
    among all: [Entry],
    _ written: [Entry],
    page: URL
  ) throws -> PageFacts.Neighbours {
    var neighbours = PageFacts.Neighbours()
    let entries = all.filter { $0.run.record.experiment == entry.run.record.experiment }
    guard
      let place = entries.firstIndex(where: { $0.run.directory == entry.run.directory })
    else { return neighbours }
    func link(_ other: Entry) -> PageFacts.Neighbours.Link {
      let file = folder(of: other.run).appending(path: "index.html")
      let isThere =
        written.contains { $0.run.directory.isSameFolder(as: other.run.directory) }
        || FileManager.default.fileExists(atPath: file.path)
      return PageFacts.Neighbours.Link(
        title: other.title.short,
        address: isThere ? PageAddress.relative(file, from: page) : nil
      )
    }
    if place > 0 { neighbours.previous = link(entries[place - 1]) }
    if place + 1 < entries.count { neighbours.next = link(entries[place + 1]) }
    let file = folder(ofExperiment: entry.run.record.experiment, entry.run)
      .appending(path: "index.html")
    if written.count > 1 || FileManager.default.fileExists(atPath: file.path) {
      neighbours.experiment = PageAddress.relative(file, from: page)
    }
    guard let other = entries.first(where: { $0.run.isCounterpart(of: entry.run) }),
      let stage = other.run.record.reportedStage
    else { return neighbours }
    let evaluation = other.run.record.stages[stage].evaluation
    let networks = try [other.run, entry.run].map {
      try NetworkPredictions([(record: $0.record, directory: $0.directory)])
    }
    let comparison = try? PairedComparison(networks[0], networks[1])
    neighbours.baseline = PageFacts.Neighbours.Baseline(
      page: link(other),
      correctCount: evaluation.correctCount,
      imageCount: evaluation.imageCount,
      difference: comparison.map { [$0.interval.lowerBound, $0.interval.upperBound] }
    )
    return neighbours
  }
}

extension URL {
  fileprivate func isSameFolder(as other: URL) -> Bool {
    standardizedFileURL.resolvingSymlinksInPath().path
      == other.standardizedFileURL.resolvingSymlinksInPath().path
  }
}

extension LoadedRun {
  /// Whether this is the finished run of the other model on the same backbone, seed and test pictures.
  fileprivate func isCounterpart(of other: LoadedRun) -> Bool {
    func test(_ run: LoadedRun) -> String? {
      run.record.data.splits.first { $0.name == "test" }?.digest
    }
    return record.hasPrototypes != other.record.hasPrototypes && record.isComplete
      && record.network.architecture == other.record.network.architecture
      && record.seed == other.record.seed && test(self) == test(other)
  }
}
