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
  private var outcome = StageOutcome()
  private var watch: CollapseWatch
  /// The pass under way: its batches, the size of the last one, and means so far.
  private var batches: PassBatches?
  private var steps = 0
  private var batchCount = 0
  private var means: CostMeans

  init(
    _ stage: Stage,
    _ length: Length,
    on source: BatchSource,
    of trainer: StageTrainer,
    _ optimizer: StageOptimizer
  ) {
    (self.stage, self.source, self.trainer, self.optimizer) = (stage, source, trainer, optimizer)
    let batchSize = trainer.settings.optimizer.batchSize
    stepsPerPass = (trainer.data.train.images.count + batchSize - 1) / batchSize
    total = length.stepCount(stepsPerPass: stepsPerPass)
    watch = CollapseWatch(classCount: trainer.data.classNames.count)
    means = CostMeans(trainer.settings.coefficients)
    if case .rows = source { outcome.usedCachedFeatures = true }
    trainer.network.releaseCompiledNetworks()
  }

  /// The next batch, of the next pass where one is finished; nil once the stage has its length.
  ///
  /// - Throws: `ImageError` or what reading kept rows throws.
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
    }
  }

  private func beginPass() {
    let (settings, data) = (trainer.settings, trainer.data)
    let batchSize = settings.optimizer.batchSize
    steps = min(stepsPerPass, total - outcome.stepCount)
    means = CostMeans(settings.coefficients)
    let draws = PassDraws(settings, stage, pass: outcome.passes.count)
    let order = draws.order(of: data.train.images.count).prefix(steps * batchSize)
    batches = PassBatches(source, Array(order), batchSize: batchSize, draws, data)
  }

  /// Adds the figures of the batch that was taken last.
  ///
  /// - Throws: ``TrainingError/notFinite(term:stage:pass:batch:)``.
  func add(_ figures: BatchFigures) throws(TrainingError) {
    means.add(figures, count: batchCount)
    if let term = figures.costs.nonFiniteTerm {
      throw .notFinite(
        term: term,
        stage: stage.id,
        pass: outcome.passes.count + 1,
        batch: means.batchCount
      )
    }
    trainer.observer?.advanced(stage.name, done: means.batchCount, of: steps)
  }

  private func endPass() {
    batches = nil
    let pass = outcome.passes.count
    outcome.stepCount += steps
    outcome.passes.append((means.costs, means.accuracy))
    optimizer.epochCount += 1
    trainer.observer?.finishedPass(
      pass,
      of: stage,
      step: outcome.stepCount,
      costs: means.costs,
      accuracy: means.accuracy
    )
    if let warning = watch.warning(after: means.costs, accuracy: means.accuracy) {
      outcome.warnings.append("\(stage.name), pass \(pass + 1): \(warning)")
      trainer.observer?.warned(warning, in: stage)
    }
  }

  /// What the stage did.
  func finish() -> StageOutcome {
    trainer.network.releaseCompiledNetworks()
    return outcome
  }
}
