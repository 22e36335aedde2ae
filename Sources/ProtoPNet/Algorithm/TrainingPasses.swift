import Datasets
import Recipe

/// The passes of a stage over shuffled training images, until it has its length.
///
/// Take a batch by ``next()``, train on it, and ``add(_:)`` its figures; ``finish()`` ends the stage.
final class TrainingPasses {
  let optimizer: StageOptimizer
  private let stage: Stage
  private let source: BatchSource
  private let trainer: StageTrainer
  private let stepsPerPass: Int
  private let total: Int
  private(set) var outcome = StageOutcome()
  private var watch: CollapseWatch
  /// The pass under way: its batches, the size of the last one, and means so far.
  private var batches: PassBatches?
  private var steps = 0
  private var batchCount = 0
  private(set) var means: CostMeans

  init(
    _ stage: Stage,
    _ length: Length,
    on source: BatchSource,
    of trainer: StageTrainer,
    _ optimizer: StageOptimizer
  ) {
    (self.stage, self.source, self.trainer, self.optimizer) = (stage, source, trainer, optimizer)
    stepsPerPass = trainer.stepsPerPass
    total = length.stepCount(stepsPerPass: stepsPerPass)
    watch = CollapseWatch(classCount: trainer.data.classNames.count)
    means = CostMeans(trainer.settings.coefficients)
    if case .rows = source { outcome.usedCachedFeatures = true }
    trainer.network.releaseCompiledNetworks()
  }

  /// The next batch, of the next pass where one is finished; nil once the stage has its length.
  ///
  /// - Throws: `ImageError`, and what reading kept rows and pausing throw.
  func next() throws -> TrainingBatch? {
    while true {
      if batches == nil {
        guard outcome.stepCount < total else { return nil }
        beginPass()
      }
      if let batch = try batches?.next() {
        batchCount = batch.labels.count
        return batch
      }
      endPass()
      try pause(after: .pass)
    }
  }

  /// Begins the next pass, after so many of its batches.
  private func beginPass(after batchCount: Int = 0) {
    let (settings, data) = (trainer.settings, trainer.data)
    let batchSize = settings.optimizer.batchSize
    steps = min(stepsPerPass, total - outcome.stepCount)
    means = CostMeans(settings.coefficients)
    let draws = PassDraws(settings, stage, pass: outcome.passes.count)
    let order = draws.order(of: data.train.images.count).prefix(steps * batchSize)
      .dropFirst(batchCount * batchSize)
    batches = PassBatches(source, Array(order), batchSize: batchSize, draws, data)
  }

  /// Adds the figures of the batch that was taken last.
  ///
  /// - Throws: ``TrainingError`` where a cost or a parameter is no number, and what pausing throws.
  func add(_ figures: BatchFigures) throws {
    means.add(figures, count: batchCount)
    if let term = figures.costs.nonFiniteTerm {
      throw TrainingError.notFinite(
        term: term,
        stage: stage.id,
        pass: outcome.passes.count + 1,
        batch: means.batchCount
      )
    }
    guard optimizer.leftFiniteParameters else {
      throw TrainingError.notFiniteTensors(network.nonFiniteTensors, stage: stage.id, place: place)
    }
    trainer.observer?.advanced(stage.name, done: means.batchCount, of: steps)
    trainer.observer?.finishedStep(
      outcome.stepCount + means.batchCount,
      pass: outcome.passes.count,
      of: stage,
      costs: figures.costs,
      accuracy: Double(figures.correctCount) / Double(max(batchCount, 1))
    )
    try pause(after: .step)
  }

  private func endPass() {
    batches = nil
    let pass = outcome.passes.count
    outcome.stepCount += steps
    let warning = outcome.add(means.costs, accuracy: means.accuracy, of: stage, &watch)
    optimizer.epochCount += 1
    trainer.observer?.finishedPass(
      pass,
      of: stage,
      step: outcome.stepCount,
      costs: means.costs,
      accuracy: means.accuracy
    )
    if let warning { trainer.observer?.warned(warning, in: stage) }
  }

  /// What the stage did.
  func finish() -> StageOutcome {
    trainer.network.releaseCompiledNetworks()
    trainer.progress.finish(Self.part) { self.saved }
    return outcome
  }

  // MARK: - Going on

  var network: any TrainedNetwork { trainer.network }

  /// Whether batches of a pass have been trained on that is not finished.
  var isWithinPass: Bool { batches != nil }

  private func pause(after boundary: StageProgress.Boundary) throws {
    try trainer.progress.mayPause(
      in: Self.part,
      after: boundary,
      at: place
    ) {
      // Running statistics are changed by no optimiser.
      try network.requireFinite(in: stage, at: place)
      return saved
    }
  }

  /// How far the stage has come, for a person.
  private var place: String {
    isWithinPass
      ? "pass \(outcome.passes.count + 1), batch \(means.batchCount) of \(steps)"
      : "the end of pass \(outcome.passes.count)"
  }

  /// Sets what is known of finished passes, and the pass under way where there is one.
  ///
  /// - Throws: ``SavedStateError`` where the pass has not that many batches.
  func goOn(
    after passes: [(costs: [CostTerm: Double], accuracy: Double)],
    stepCount: Int,
    within pass: SavedState?
  ) throws(SavedStateError) {
    for pass in passes {
      let costs = Costs(pass.costs, coefficients: trainer.settings.coefficients)
      _ = outcome.add(costs, accuracy: pass.accuracy, of: stage, &watch)
    }
    outcome.stepCount = stepCount
    guard let pass else { return }
    var means = means
    try means.restore(pass)
    let left = total - stepCount
    guard left > 0, (0...min(stepsPerPass, left)).contains(means.batchCount) else {
      throw SavedStateError("goes on after batch \(means.batchCount) of a pass")
    }
    beginPass(after: means.batchCount)
    self.means = means
  }
}
