import Checkpoints
package import Datasets
import Digests
import Engine
package import Experiments
import Files
package import Foundation
import Networks
import ProtoPNet
package import Ranks
package import Recipe

/// Runs one experiment with one seed, from its first stage or from where an earlier start ended.
///
/// After every stage the network is evaluated, a checkpoint written, and then the record; meanwhile the stage
/// under way is saved. A run that is killed goes on from the last save and ends in the same bytes.
package final class ExperimentRunner {
  package let directory: RunDirectory
  private let plan: Plan
  private let seed: UInt64
  private let observer: any RunObserver
  /// Where equal stages of other runs are looked for; nil computes every stage.
  private let cache: StageCache?
  private let interruption: Interruption
  /// The processes that perform the run together: ``run()`` on the first one, ``follow()`` on the others.
  private let ranks: any RankGroup
  private let waiting: Waiting

  package init(
    _ experiment: Experiment,
    seed: UInt64,
    results: URL,
    sharing: Bool = true,
    interruption: Interruption = Interruption(),
    ranks: any RankGroup = Solo(),
    waiting: Waiting = .waits,
    observer: any RunObserver
  ) throws(ExperimentError) {
    plan = try Plan(experiment)
    self.seed = seed
    (self.observer, self.interruption) = (observer, interruption)
    (self.ranks, self.waiting) = (ranks, waiting)
    directory = RunDirectory(
      results: results,
      experiment: experiment.name,
      runID: experiment.runID(seed: seed)
    )
    cache =
      sharing
      ? StageCache(
        results: results,
        directory: directory,
        interruption: interruption,
        waiting: waiting
      ) : nil
  }

  /// Lists the pictures, after drawing and augmenting them where that is declared.
  ///
  /// - Throws: As ``ExperimentData/load(results:ranks:waiting:note:progress:)``.
  @discardableResult
  package func makePictures() throws -> Dataset {
    try ExperimentData(plan.experiment).load(
      results: directory.results,
      ranks: ranks,
      waiting: waiting,
      note: observer.noted,
      progress: observer.advanced
    )
  }

  /// Runs every stage that is not finished yet, or those until `end` and that one, and returns the record; of
  /// several ranks, on the first one.
  ///
  /// - Throws: `ExperimentError`, `DatasetError`, `ImageError` and `CheckpointError` for what the
  ///   experiment names; ``RunError`` and `RecordError` where an earlier start cannot be gone on
  ///   from or results cannot be written; ``RunError/violatedTheorem(images:evidence:)``;
  ///   ``Interrupted`` where the run was asked to end early, ``Occupied`` in place of a wait;
  ///   `RankFailure` for what another rank threw;
  ///   `TrainingError`, `ProtoPNetError` and `NetworkError` of the stages; what reading other files
  ///   throws.
  package func run(until end: Stage.ID? = nil) throws -> RunRecord {
    try requireShares()
    let dataset = try load()
    var turn: Files.Turn?
    defer { turn?.end() }
    let (trainer, run, relay) = try ranks.agreeing {
      for text in dataset.notes + dataset.remarks { observer.noted("warning: \(text)") }
      try interruption.check()
      _ = try plan.prototypeCount(classCount: dataset.classCount)
      let start = try RunStart(plan, seed: seed, dataset)
      try directory.create()
      turn = try directory.turn(interruption) {
        try waiting.meet("\($0) performs this run", note: observer.noted)
      }
      return try begin(start, dataset)
    }
    do {
      // The trainer holds its observer weakly.
      try withExtendedLifetime(relay) { try perform(trainer, run.record, run, until: end) }
    } catch let error as SavedStateError {
      throw RunError.unfit(
        checkpoint: directory.saves.path,
        problem: "a save \(error.problem); remove the folder and run again"
      )
    }
    return run.record
  }

  /// Performs the stages that a record lacks; on the other ranks, after those that the first one has finished.
  private func perform(
    _ trainer: StageTrainer,
    _ record: RunRecord?,
    _ run: RunInProgress?,
    until end: Stage.ID?
  ) throws {
    let count = ranks.maximum(record?.stages.count ?? 0)
    let last = try FinishedStage.shared(record?.stages.last, among: ranks)
    let isComplete = count == plan.stages.count
    try ranks.agreeing {
      if run == nil, !isComplete { try last?.restore(trainer, in: directory) }
    }
    let journal = RankJournal(of: run, in: directory, ranks) { [self] stage in
      StageSaves(
        of: stage.id,
        in: directory,
        plan.experiment.checkpoints,
        identity: [:],
        environment: "",
        writes: false,
        interruption: interruption
      )
    }
    try interruption.heed { try trainer.run(plan.stages(until: end).dropFirst(count), journal) }
  }

  /// Performs the stages beside the first rank, which alone writes.
  ///
  /// - Throws: As ``run(until:)``.
  package func follow(until end: Stage.ID? = nil) throws {
    try requireShares()
    let dataset = try load()
    let trainer = try ranks.agreeing {
      let start = try RunStart(plan, seed: seed, dataset)
      let engine = try plan.makeEngine()
      return try start.makeTrainer(engine, ranks: ranks, observer: observer)
    }
    try perform(trainer, nil, nil, until: end)
  }

  /// Sees to it that the batches' shares can be divided among the ranks.
  private func requireShares() throws(RunError) {
    if ranks.isAlone { return }
    let shares = plan.experiment.optimizer.shareCount
    guard shares.isMultiple(of: ranks.count) else {
      throw .ranks(
        "\(ranks.count) ranks for \(shares == 1 ? "1 share" : "\(shares) shares") of a batch: "
          + "'optimizer.shares' must be a multiple of the ranks (it is a part of the run's identity, because "
          + "each share has batch statistics of its own)"
      )
    }
    guard plan.experiment.engine.library != .torch else {
      throw .ranks(
        "'engine.library: torch' trains with one process; give it shares without ranks, or take 'onednn'"
      )
    }
    guard plan.experiment.engine.convolution != .fastest else {
      throw .ranks(
        "'engine.convolution: fastest' chooses by the times of one machine, so that ranks would compute "
          + "differently; choose 'winograd' or 'direct'"
      )
    }
  }

  /// The pictures, as they are at the run's start.
  private func load() throws -> Dataset {
    let dataset = try makePictures()
    return try ranks.agreeing { try dataset.sealed() }
  }

  /// Takes up the run where an earlier start ended, or begins it.
  private func begin(
    _ start: RunStart,
    _ dataset: Dataset
  ) throws -> (StageTrainer, RunInProgress, ObserverRelay) {
    let experiment = plan.experiment
    directory.removeTemporaryFiles()
    let earlier = directory.hasRecord ? try RunRecord(contentsOf: directory.record) : nil
    let isComplete = earlier?.isComplete ?? false
    let metrics = try MetricsWriter(
      directory,
      tensorBoard: experiment.logging.tensorboard == true && !isComplete
    )
    // The files of a finished run stay as they are.
    if !isComplete || !directory.hasExperiment { try directory.write(experiment) }
    let engine = try plan.makeEngine(try choices(isComplete: isComplete))
    let relay = ObserverRelay(
      observer: observer,
      metrics: metrics,
      everySteps: experiment.logging.everySteps
    )
    let trainer = try start.makeTrainer(engine, ranks: ranks, observer: relay)
    trainer.testEveryPasses = experiment.logging.testEveryPasses
    var record = try start.record(of: trainer, engine)
    let keys = try StageKeys(plan, record, start.normalization)
    trainer.featureStorage = try FeatureFiles(plan, record, start.normalization, directory)
    var sources = start.sources
    if let earlier {
      record = try goingOn(from: earlier, in: record)
      sources = try restore(trainer, from: record)
      cache?.removeLocks(of: record.stages)
      if isComplete { try directory.removeStateOfStages() }
    }
    let done = record.stages.count
    if let warning = try plan.shortageOfRoom(after: done, of: dataset, at: directory.url) {
      observer.noted(warning)
    }
    if !record.isComplete { try plan.requireMemory(for: dataset) }
    observer.beganRun(
      directory,
      record: record,
      finished: record.stages.count,
      of: plan.stages.count
    )
    let run = RunInProgress(
      plan: plan,
      directory: directory,
      cache: cache,
      keys: keys,
      dataset: dataset,
      data: start.data,
      normalization: start.normalization,
      record: record,
      sources: sources,
      metrics: metrics,
      interruption: interruption,
      observer: observer
    )
    return (trainer, run, relay)
  }

  private func choices(isComplete: Bool) throws(RunError) -> ConvolutionChoices {
    let declared = plan.experiment.engine
    guard declared.convolution == .fastest else { return ConvolutionChoices() }
    let file = AlgorithmFile(url: directory.convolutions)
    if isComplete { return ConvolutionChoices(file.algorithms) }
    return try .ofRun(in: file, threads: declared.threads)
  }

  /// - Throws: `CheckpointError` for a file that cannot be read.
  private static func digest(of file: URL) throws(CheckpointError) -> String {
    do {
      return "\(try SHA256Digest(contentsOf: file))"
    } catch {
      throw CheckpointError(FileError(file, error))
    }
  }

  // MARK: - Going on

  /// The record of an earlier start, which must be of the same pictures, as this one goes on with it.
  private func goingOn(
    from earlier: RunRecord,
    in record: RunRecord
  ) throws(RunError) -> RunRecord {
    var earlier = earlier
    for (before, now) in zip(earlier.data.splits, record.data.splits) where before != now {
      throw RunError.changedData(split: now.name, run: directory.url.path)
    }
    if earlier.network.weights != record.network.weights {
      throw RunError.changedWeights(run: directory.url.path)
    }
    if earlier.environment != record.environment, !earlier.isComplete {
      earlier.warnings.append(
        "went on after stage \(earlier.stages.count) in another environment: \(record.environment)"
      )
    }
    return earlier
  }

  /// Sets network and optimisers as the last finished stage left them; returns the prototypes' sources.
  private func restore(
    _ trainer: StageTrainer,
    from record: RunRecord
  ) throws -> [PrototypeSource]? {
    guard let last = record.stages.last else { return nil }
    let file = directory.file(last.checkpoint)
    // A finished run needs its checkpoints no more, so they may have been removed.
    if record.isComplete { return nil }
    guard PathKind(at: file) != .nothing, try Self.digest(of: file) == last.checkpointDigest else {
      throw RunError.changedCheckpoint(file.path)
    }
    return try trainer.restore(from: file)
  }
}
