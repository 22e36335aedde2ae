import Checkpoints
import Digests
import Engine
import Engines
package import Datasets
package import Experiments
import Foundation
package import Networks
package import ProtoPNet
import Recipe

/// Repeats the stages of a finished run in another folder, each from the checkpoint before it.
///
/// What a stage leaves is made by what made it in the run, so a repeated stage ends in the same bytes on
/// the same machine. A stage that trains by passes over pictures is not repeated: its network is taken from
/// its checkpoint, and evaluated again.
package final class RunReplay {
  package let plan: Plan
  package var dataset: Dataset { beginning.dataset }
  package var data: TrainingData { beginning.data }
  /// The run that is repeated, and where the repeated stages' files go.
  package let original, copy: RunDirectory
  /// The record as it is before the first stage.
  package let start: RunRecord
  private let record: RunRecord
  private let beginning: RunStart
  private let engine: any ComputeEngine
  private let keys: StageKeys
  private let observer: ReplayObserver
  private var trainer: StageTrainer
  /// The number of stages that the trainer has left behind.
  private var position = 0

  /// Reads what the run was made from.
  ///
  /// `record` is the run's, and `copy` a folder for the repeated stages, which must exist.
  ///
  /// - Throws: `DatasetError`, `CheckpointError` and `ExperimentError` for what cannot be read.
  package init(
    _ record: RunRecord,
    of original: RunDirectory,
    _ experiment: Experiment,
    in copy: RunDirectory,
    observer: any TrainingObserver
  ) throws {
    (self.record, self.original, self.copy) = (record, original, copy)
    self.observer = ReplayObserver(observer)
    plan = try Plan(experiment)
    beginning = try RunStart(
      plan,
      seed: record.seed,
      ExperimentData(experiment).load(results: original.results).sealed()
    )
    let convolutions = AlgorithmFile(url: original.convolutions)
    engine = try plan.makeEngine(ConvolutionChoices(convolutions.algorithms))
    trainer = try beginning.makeTrainer(engine, observer: self.observer)
    start = try beginning.record(of: trainer, engine)
    keys = try StageKeys(plan, start, beginning.normalization)
    try copy.create()
    trainer.featureStorage = try FeatureFiles(plan, start, beginning.normalization, copy)
  }

  /// The network as the last stage that was looked at left it, or as the run begins.
  package var network: ModelNetwork { ModelNetwork(trainer.network) }

  /// Whether this program on this machine computes a stage to the same bits as the run did.
  ///
  /// - Throws: What reading the program's file throws.
  package func isExact(_ index: Int) throws -> Bool {
    guard record.environment == start.environment else { return false }
    guard let key = record.stages[index].key else {
      return plan.experiment.engine.convolution == .fastest
    }
    return try keys.next(after: Array(record.stages.prefix(index))) == key
  }

  /// Sets network and optimisers as they are before a stage; returns the prototypes' sources.
  ///
  /// - Throws: `CheckpointError` and ``RunError`` where the checkpoint before cannot be read or does not
  ///   fit, and as ``Plan/makeModel(classCount:engine:seed:weights:start:)``.
  @discardableResult
  package func begin(_ index: Int) throws -> [PrototypeSource]? {
    if index < position { try makeTrainer() }
    position = index
    guard index > 0 else { return beginning.sources }
    return try trainer.restore(from: original.file(record.stages[index - 1].checkpoint))
  }

  /// Repeats a stage and writes its files; returns its record and the warnings of it.
  ///
  /// The record is as a run without others beside it writes it: it has no key.
  ///
  /// - Throws: As ``begin(_:)``, and as a run of the stage.
  package func perform(_ index: Int) throws -> (stage: StageRecord, warnings: [String]) {
    let stage = plan.stages[index]
    observer.stage = stage.name
    let sources = try begin(index)
    let outcome =
      trainer.trainsOnPictures(stage)
      ? try taken(stage, record.stages[index]) : try trainer.perform(stage)
    position = index + 1
    var before = start
    before.stages = Array(record.stages.prefix(index))
    let run = RunInProgress(
      plan: plan,
      directory: copy,
      cache: nil,
      keys: keys,
      dataset: dataset,
      data: data,
      normalization: beginning.normalization,
      record: before,
      sources: sources,
      metrics: try MetricsWriter(copy, tensorBoard: false),
      observer: observer
    )
    try run.keep(stage, outcome, trainer)
    return (run.record.stages[index], Array(run.record.warnings.dropFirst(start.warnings.count)))
  }

  /// The number of passes that the schedule has for a stage.
  package func passCount(_ index: Int) -> Int { trainer.passCount(of: plan.stages[index]) }

  /// Sets the trainer as a stage left it that is not repeated, and evaluates the network.
  private func taken(_ stage: Stage, _ record: StageRecord) throws -> StageOutcome {
    let kinds = trainer.network.optimizedStages
    let before = kinds.map { trainer.optimizer($0).state }
    _ = try trainer.takeOver(original.file(record.checkpoint), after: stage)
    var outcome = trainer.outcome(
      of: stage,
      passes: record.passes.map { ($0.costs, $0.accuracy) }
    )
    // A stage leaves the other stages' optimisers alone, and counts its own passes.
    for (kind, state) in zip(kinds, before) {
      if kind == stage.kind {
        trainer.optimizer(kind).epochCount = state.epochCount + outcome.passes.count
      } else {
        trainer.optimizer(kind).state = state
      }
    }
    try trainer.evaluate(stage, &outcome)
    return outcome
  }

  private func makeTrainer() throws {
    let storage = trainer.featureStorage
    trainer = try beginning.makeTrainer(engine, observer: observer)
    trainer.featureStorage = storage
  }
}

/// Tells of a repeated stage's progress, and of nothing else.
private final class ReplayObserver: RunObserver {
  var stage = ""
  private let observer: any TrainingObserver

  init(_ observer: any TrainingObserver) { self.observer = observer }

  func advanced(_ what: String, done: Int, of total: Int) {
    observer.advanced("\(stage): \(what)", done: done, of: total)
  }

  func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int) {}
  func began(_ stage: Stage) {}
  func finished(_ record: StageRecord) {}
  func noted(_ message: String) {}
  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {}
  func warned(_ message: String, in stage: Stage) {}
}
