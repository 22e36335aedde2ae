import Clusters
import Experiments
import Files
import Foundation
import Reports
import Synchronization

/// The runs below a folder as they are on the disk; nothing is kept but what was read and has not changed.
final class RunShelf: Sendable {
  /// A run by its folders.
  struct Place: Hashable {
    let experiment, run: String
  }

  let results: URL
  private let read = Mutex<[Place: ShelvedRun]>([:])
  private let looked = Mutex<(when: ContinuousClock.Instant, progress: [RunProgress])?>(nil)

  /// Folders of the results that hold no runs.
  private static let otherFolders: Set = ["jobs", "augmented"]
  private let queue = Mutex<(when: ContinuousClock.Instant, queue: SlurmQueue?)?>(nil)

  /// How long what was found is told again: several readers may ask at once, and schedulers are not to be asked often.
  private static let freshness = Duration.seconds(1)
  private static let freshnessOfQueue = Duration.seconds(15)

  init(results: URL) { self.results = results }

  // MARK: - Where runs are

  /// All runs, those of an experiment together, in the order of their names.
  var places: [Place] {
    folders(in: results).filter { !Self.otherFolders.contains($0) }.flatMap { experiment in
      folders(in: results.appending(path: experiment)).map {
        Place(experiment: experiment, run: $0)
      }
      .filter(isRun)
    }
  }

  func places(of experiment: String) -> [Place] { places.filter { $0.experiment == experiment } }

  func directory(_ place: Place) -> RunDirectory {
    RunDirectory(results: results, experiment: place.experiment, runID: place.run)
  }

  private func isRun(_ place: Place) -> Bool {
    let directory = directory(place)
    return directory.hasRecord || directory.hasExperiment
  }

  /// Names of folders that lie below the results, links followed.
  private func folders(in folder: URL) -> [String] {
    let entries = (try? Folder.entries(of: folder)) ?? []
    return entries.compactMap { entry in
      guard entry.kind == .folder, !entry.isHidden, let name = entry.name,
        ContainedFile.isFolder(folder.appending(path: name), in: results)
      else { return nil }
      return name
    }
  }

  private var scheduled: SlurmQueue? {
    queue.withLock { asked in
      if let asked, .now - asked.when < Self.freshnessOfQueue { return asked.queue }
      let queue = SlurmQueue.now()
      asked = (.now, queue)
      return queue
    }
  }

  // MARK: - What they are

  /// What is known of a run, read anew where its files have changed.
  func run(_ place: Place) -> ShelvedRun {
    let earlier = read.withLock { $0[place] }
    if let earlier, earlier.isFresh { return earlier }
    let run = ShelvedRun(directory(place))
    read.withLock { $0[place] = run }
    return run
  }

  /// How far all runs are.
  var progress: [RunProgress] {
    looked.withLock { looked in
      if let looked, .now - looked.when < Self.freshness { return looked.progress }
      let reader = StatusReader(results: results, queue: scheduled)
      let places = places
      let differing = Dictionary(grouping: places, by: \.experiment)
        .mapValues { ShelvedRun.differingKeys(of: $0.map(run)) }
      let progress = places.map { place in
        run(place).progress(at: place, reader, differing: differing[place.experiment] ?? [])
      }
      looked = (.now, progress)
      return progress
    }
  }
}
