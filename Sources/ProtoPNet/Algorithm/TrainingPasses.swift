import Datasets
import Engines
import Ranks
import Recipe

/// The passes of a stage over shuffled training images, until it has its length.
///
/// Batches of pictures are divided among the ranks; a stage on rows that were computed once is the first rank's,
/// and the others take over what it comes to.
final class TrainingPasses {
  let optimizer: StageOptimizer
  private let stage: Stage
  private let source: BatchSource
  private let trainer: StageTrainer
  private let sharing: BatchSharing
  /// Where several shares' gradients are added up.
  private let sum: ShareSum?
  private let stepsPerPass: Int
  private let total: Int
  private(set) var outcome = StageOutcome()
  private var watch: CollapseWatch
  /// The pass under way: its batches, the size of the last one, and means so far.
  private var batches: PassBatches?
  private var steps = 0
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
    switch source {
    case .pictures:
      sharing = BatchSharing(
        shareCount: trainer.settings.optimizer.shareCount,
        ranks: trainer.ranks
      )
    case .rows:
      sharing = BatchSharing(shareCount: 1, ranks: Solo())
      outcome.usedCachedFeatures = true
    }
    sum =
      sharing.shareCount == 1
      ? nil : ShareSum(sharing, optimizer, of: trainer.network, trainer.settings.coefficients)
    trainer.network.releaseCompiledNetworks()
  }

  /// Trains on all batches, by the costs and gradients that `compute` finds for each share of one.
  ///
  /// - Throws: ``TrainingError``, `ImageError`, and what reading kept rows, pausing and `compute` throw.
  func run(_ compute: (TrainingShare) throws -> ShareSum.Pass) throws -> StageOutcome {
    if case .pictures = source {
      try descend(compute)
      network.parameters.broadcastStatistics(among: trainer.ranks)
      guard network.parameters.isEqual(among: trainer.ranks) else {
        throw TrainingError.ranksDiffer(stage: stage.id)
      }
    } else {
      try trainer.onFirstRank({ try descend(compute) }, state: { saved }, take: restore)
    }
    trainer.network.releaseCompiledNetworks()
    trainer.progress.finish(Self.part) { self.saved }
    return outcome
  }

  private func descend(_ compute: (TrainingShare) throws -> ShareSum.Pass) throws {
    while let batch = try next() {
      let step = try step(batch, compute)
      optimizer.step(step.headGradients)
      try add(step.figures, imageCount: batch.imageCount)
    }
  }

  private func step(
    _ batch: TrainingBatch,
    _ compute: (TrainingShare) throws -> ShareSum.Pass
  ) throws -> TrainingStep {
    if let sum { return try sum.step(batch, compute) }
    guard let whole = batch.shares[0] else { preconditionFailure("a batch without images") }
    let (step, layers) = try compute(whole)
    if let gradient = step.outputGradient { try layers?.backward(gradient) }
    return step
  }

  /// The next batch, of the next pass where one is finished; nil once the stage has its length.
  ///
  /// - Throws: `ImageError`, and what reading kept rows and pausing throw.
  private func next() throws -> TrainingBatch? {
    while true {
      if batches == nil {
        guard outcome.stepCount < total else { return nil }
        beginPass()
      }
      if let batch = try sharing.ranks.agreeing({ try batches?.next() }) { return batch }
      endPass()
      try measure()
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
    batches = PassBatches(source, Array(order), batchSize: batchSize, sharing, draws, data)
  }

  /// Adds the figures of a batch.
  ///
  /// - Throws: ``TrainingError`` where a cost or a parameter is no number, and what pausing throws.
  private func add(_ figures: BatchFigures, imageCount: Int) throws {
    means.add(figures, count: imageCount)
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
      accuracy: Double(figures.correctCount) / Double(max(imageCount, 1))
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

  /// Measures the test accuracy where that is due; after the last pass the stage's evaluation does.
  ///
  /// - Throws: As `StageTrainer.evaluate()`.
  private func measure() throws {
    let pass = outcome.passes.count - 1
    guard let every = trainer.testEveryPasses, (pass + 1).isMultiple(of: every),
      outcome.stepCount < total
    else { return }
    try sharing.ranks.agreeing {
      guard sharing.ranks.isFirst else { return }
      trainer.observer?.measured(
        accuracy: try trainer.testAccuracyNow(),
        afterPass: pass,
        of: stage,
        step: outcome.stepCount
      )
    }
  }

  // MARK: - Going on

  var network: any TrainedNetwork { trainer.network }

  /// Whether batches of a pass have been trained on that is not finished.
  var isWithinPass: Bool { batches != nil }

  private func pause(after boundary: StageProgress.Boundary) throws {
    try trainer.progress.mayPause(
      in: Self.part,
      after: boundary,
      among: sharing.ranks,
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
