import Clusters
import Experiments
import Files
import Foundation
import Recipe
import Reports

/// What the list of runs needs to know of one: little of its record and all of its settings.
struct ShelvedRun: Sendable {
  private let directory: RunDirectory
  private let prints: [FileFingerprint?]
  private var experiment: Experiment?
  private var settings: [Experiment.Setting] = []
  private var problem: String?
  private var isComplete = false
  private var stageCount = 0
  private var accuracy: Double?
  private var architecture: String?
  private var hasPrototypes = true
  /// The checkpoints that the record names, by the paths from the run's folder, with their stages.
  private(set) var networks: [(path: String, stage: String)] = []
  /// The checkpoint of the stage that is reported.
  private(set) var reported: String?

  init(_ directory: RunDirectory) {
    self.directory = directory
    prints = Self.prints(of: directory)
    do {
      experiment = try Self.experiment(of: directory)
    } catch {
      problem = "\(error)"
    }
    settings = experiment?.settings ?? []
    guard directory.hasRecord else { return }
    do {
      add(try RunRecord(contentsOf: directory.record))
    } catch {
      problem = "\(error)"
    }
  }

  private mutating func add(_ record: RunRecord) {
    (isComplete, stageCount) = (record.isComplete, record.stages.count)
    (architecture, hasPrototypes) = (record.network.architecture, record.hasPrototypes)
    let stage = record.reportedStage.map { record.stages[$0] }
    accuracy = stage?.evaluation.accuracy
    guard hasPrototypes else { return }
    networks = record.stages.map { ($0.checkpoint, $0.name) }
    reported = stage?.checkpoint
  }

  /// The experiment as its run keeps it; nil where the file is not there.
  ///
  /// - Throws: `ExperimentError` and `FileError`.
  static func experiment(of directory: RunDirectory, in place: URL? = nil) throws -> Experiment? {
    guard directory.hasExperiment else { return nil }
    let text = try SmallFile.text(directory.experiment.path, limit: Limits.byteCount)
    return try Experiment(yaml: text, file: place?.path ?? directory.experiment.path)
  }

  /// Whether its files are as they were when they were read.
  var isFresh: Bool { Self.prints(of: directory) == prints }

  private static func prints(of directory: RunDirectory) -> [FileFingerprint?] {
    [directory.record, directory.experiment].map { try? FileFingerprint(of: $0) }
  }

  // MARK: - Progress

  /// Such as `protopnet · vgg13_bn cut after block-3 · seed 1`.
  var title: String {
    let name = architecture ?? settings.first { $0.key == "backbone.architecture" }?.value ?? ""
    let model = (experiment?.model).map(\.rawValue) ?? (hasPrototypes ? "protopnet" : "baseline")
    return [model, name, "seed \(seed)"].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// Behind the last `-s` of the folder's name.
  private var seed: UInt64 {
    let name = directory.url.lastPathComponent
    return name.range(of: "-s", options: .backwards).flatMap { UInt64(name[$0.upperBound...]) } ?? 0
  }

  func progress(
    at place: RunShelf.Place,
    _ reader: StatusReader,
    differing keys: [String]
  ) -> RunProgress {
    var progress = RunProgress(
      experiment: place.experiment,
      run: place.run,
      title: title,
      state: isComplete ? "finished" : "waiting"
    )
    progress.settings = settings.filter { keys.contains($0.key) }
      .map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    (progress.stagesFinished, progress.stages) = (
      stageCount, experiment?.stages.count ?? stageCount
    )
    (progress.testAccuracy, progress.share) = (accuracy, isComplete ? 1 : 0)
    if isComplete { return progress }
    guard let experiment, problem == nil else {
      progress.state = "unreadable"
      progress.reason = problem ?? "its experiment.yaml is not there"
      return progress
    }
    add(reader.status(of: directory, experiment, seed: seed, settings: ""), to: &progress)
    return progress
  }

  private func add(_ status: CellStatus, to progress: inout RunProgress) {
    progress.state = status.state.rawValue
    (progress.stage, progress.host, progress.reason) = (status.stage, status.host, status.reason)
    (progress.pass, progress.passes) = (status.pass, status.passes)
    (progress.step, progress.steps) = (status.step, status.steps)
    (progress.perHour, progress.secondsLeft) = (status.perHour, status.secondsLeft)
    let done = (status.pass.map { $0 - 1 } ?? status.step).map(Double.init) ?? 0
    let all = Double(max(status.passes ?? status.steps ?? 1, 1))
    let stages = Double(max(status.stages, 1))
    progress.share = min((Double(status.stagesFinished) + done / all) / stages, 1)
    if status.state == .running {
      progress.trainAccuracy = StageRate(log: directory.metrics)?.accuracy
    }
  }

  /// The settings in which runs differ, a few of them; not those that decide nothing.
  static func differingKeys(of runs: [ShelvedRun]) -> [String] {
    guard let first = runs.first(where: { !$0.settings.isEmpty }) else { return [] }
    var keys: [String] = []
    for run in runs where !run.settings.isEmpty {
      for difference in Experiment.differences(first.settings, run.settings)
      where !keys.contains(difference.key) && !Self.isUntold(difference.key) {
        keys.append(difference.key)
      }
    }
    return Array(keys.prefix(mostKeys))
  }

  private static let mostKeys = 4

  private static func isUntold(_ key: String) -> Bool {
    // What the title says is not said again.
    ["description", "seeds", "model", "backbone.architecture", "backbone.cut-after"].contains(key)
      || Experiment.keysWithoutEffect.contains { key.hasPrefix($0) }
  }
}
