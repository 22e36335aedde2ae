import Experiments
import Foundation
import Recipe

/// The runs behind one row: equal resolved experiments that differ in the seed alone.
struct RunGroup {
  var title: String
  /// Finished runs of expected seeds, by seed.
  var finished: [LoadedRun]
  /// Runs of expected seeds that have stages to go.
  var unfinished: [LoadedRun]
  /// Runs of seeds that the experiment does not declare.
  var undeclared: [LoadedRun]
  var expectedSeeds: [UInt64]
  var settings: [RunSet.Setting]
  /// As the file declares it; nil for runs that were named by themselves.
  var experiment: Experiment?
  var published: [Measure: PublishedResult]
  /// What is not the released code's recipe, as a table's notes say it.
  var deviations = Deviations.none

  static func groups(of sets: [RunSet]) throws(ReportError) -> [RunGroup] {
    var groups: [RunGroup] = []
    for set in sets { groups += try self.groups(of: set) }
    let deviations = Deviations.of(groups.map { $0.finished.flatMap(\.record.deviations) })
    for index in groups.indices { groups[index].deviations = deviations[index] }
    return groups
  }

  /// An experiment's row, or its rows where its runs come from different resolved files.
  private static func groups(of experiment: RunSet) throws(ReportError) -> [RunGroup] {
    var digests: [String] = []
    for run in experiment.runs where !digests.contains(run.record.experimentDigest) {
      digests.append(run.record.experimentDigest)
    }
    guard digests.count > 1 else {
      return [try group(experiment, experiment.runs, experiment.name)]
    }
    var groups: [RunGroup] = []
    for digest in digests {
      let runs = experiment.runs.filter { $0.record.experimentDigest == digest }
      groups.append(try group(experiment, runs, "\(experiment.name) (\(digest.prefix(8)))"))
    }
    return groups
  }

  private static func group(
    _ experiment: RunSet,
    _ runs: [LoadedRun],
    _ title: String
  ) throws(ReportError) -> RunGroup {
    let runs = try unique(runs, experiment: experiment.name)
    let isDeclared = { (run: LoadedRun) in
      experiment.expectedSeeds.isEmpty || experiment.expectedSeeds.contains(run.record.seed)
    }
    return RunGroup(
      title: self.title(title, experiment, runs),
      finished: runs.filter { isDeclared($0) && $0.record.isFinished },
      unfinished: runs.filter { isDeclared($0) && !$0.record.isFinished },
      undeclared: runs.filter { !isDeclared($0) },
      expectedSeeds: experiment.expectedSeeds,
      settings: experiment.settings,
      experiment: experiment.experiment,
      published: experiment.published
    )
  }

  /// The name, and the model where it is not ProtoPNet and the settings do not tell.
  private static func title(_ name: String, _ set: RunSet, _ runs: [LoadedRun]) -> String {
    guard let model = runs.first?.record.model, !set.settings.contains(where: { $0.key == "model" })
    else { return name }
    return "\(name), \(model)"
  }

  /// The runs by seed; a run that is named twice counts once, and two that differ are an error.
  private static func unique(
    _ runs: [LoadedRun],
    experiment: String
  ) throws(ReportError) -> [LoadedRun] {
    var unique: [LoadedRun] = []
    for run in runs.sorted(by: { $0.record.seed < $1.record.seed }) {
      guard let last = unique.last, last.record.seed == run.record.seed else {
        unique.append(run)
        continue
      }
      guard last.record == run.record else {
        throw .disagreeingRuns(
          experiment: experiment,
          seed: run.record.seed,
          directories: [last.directory.path, run.directory.path]
        )
      }
    }
    return unique
  }

  /// Expected seeds without a finished run.
  var missingSeeds: [UInt64] {
    expectedSeeds.filter { seed in !finished.contains { $0.record.seed == seed } }
  }

  /// A run that tells what the experiment is; the network is fixed before the first stage.
  var anyRun: LoadedRun? { (finished + unfinished).first }

  /// The backbone with its cut, as far as a run or the file tells.
  var architecture: String? {
    anyRun?.record.network.architecture ?? experiment?.backbone.name
  }

  /// Whether the network classifies without prototypes.
  var isBaseline: Bool {
    anyRun.map { !$0.record.hasPrototypes }
      ?? (experiment?.model == .baseline)
  }

  var row: ResultsTable.Row {
    ResultsTable.Row(title, [architectureCell] + Measure.allCases.map(cell) + [seeds])
  }

  private var architectureCell: ResultsTable.Cell {
    guard let run = anyRun else { return .notRun }
    return ResultsTable.Cell(
      .text(run.record.network.architecture),
      provenance: Provenance([run.source(field: "network.architecture", value: nil)])
    )
  }

  var seeds: ResultsTable.Cell {
    let sources = finished.map { $0.source(field: "seed", value: Double($0.record.seed)) }
    let count = expectedSeeds.isEmpty ? nil : expectedSeeds.count
    let text = count.map { "\(finished.count) of \($0)" } ?? "\(finished.count)"
    return ResultsTable.Cell(
      .text(text),
      provenance: Provenance(sources),
      numbers: [.init("finished", .count, Double(finished.count))]
        + (count.map { [.init("declared", .count, Double($0))] } ?? [])
    )
  }

  func cell(_ measure: Measure) -> ResultsTable.Cell {
    let published = published[measure]
    let readings = finished.map(measure.reading)
    let sources = readings.compactMap { reading -> Provenance.Source? in
      if case .value(let source) = reading { source } else { nil }
    }
    let reasons = readings.compactMap { reading -> ResultsTable.Cell.Reason? in
      if case .missing(let reason) = reading { reason } else { nil }
    }
    if let reason = reasons.first {
      let isCommon = sources.isEmpty && reasons.allSatisfy { $0 == reason }
      return .init(.missing(isCommon ? reason : .notInAllRuns), published: published)
    }
    guard let estimate = Estimate(sources.compactMap(\.value)),
      let quantity = measure.column.quantity
    else { return .init(.missing(.notRun), published: published) }
    return .init(
      .estimate(estimate, quantity),
      published: published,
      provenance: Provenance(sources)
    )
  }
}

extension RunRecord {
  /// Whether the schedule ended and left at least one stage to report.
  var isFinished: Bool { isComplete && !stages.isEmpty }
}
