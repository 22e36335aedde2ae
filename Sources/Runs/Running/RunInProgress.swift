import Checkpoints
import Datasets
import Digests
import Experiments
import Foundation
import Networks
import ProtoPNet
import Recipe
import TensorBoard
import Tensors

/// The journal of a run: after every stage a checkpoint is written, and then the record.
///
/// A stage that another run has computed from equal inputs is taken over from it.
final class RunInProgress: StageJournal {
  private let plan: Plan
  private let directory: RunDirectory
  /// Where equal stages of other runs are looked for; nil computes every stage.
  private let cache: StageCache?
  private let keys: StageKeys
  private let dataset: Dataset
  private let data: TrainingData
  private let normalization: InputNormalization
  private let metrics: MetricsWriter
  private let interruption: Interruption
  private let observer: any RunObserver
  private(set) var record: RunRecord
  /// Where the prototypes come from, once they were projected.
  private var sources: [PrototypeSource]?
  /// The key of the stage under way, and this process's turn to compute it.
  private var key: String?
  private var turn: StageCache.Turn?

  /// `sources` are as the last stage of `record` left them.
  init(
    plan: Plan,
    directory: RunDirectory,
    cache: StageCache?,
    keys: StageKeys,
    dataset: Dataset,
    data: TrainingData,
    normalization: InputNormalization,
    record: RunRecord,
    sources: [PrototypeSource]?,
    metrics: MetricsWriter,
    interruption: Interruption = Interruption(),
    observer: any RunObserver
  ) {
    (self.plan, self.directory, self.cache, self.keys) = (plan, directory, cache, keys)
    (self.dataset, self.data, self.normalization) = (dataset, data, normalization)
    (self.record, self.sources) = (record, sources)
    (self.metrics, self.observer) = (metrics, observer)
    self.interruption = interruption
  }

  // MARK: - The journal

  /// Takes a stage over from a run that has computed the same one, after waiting for one that does.
  ///
  /// - Throws: `CheckpointError` and ``RunError`` where the checkpoint cannot be read, does not fit
  ///   or cannot be written, `RecordError` for an unwritable record, as
  ///   ``PrototypeSurvey/findings(_:)``, and what the file system says of other files.
  func takesOver(_ stage: Stage, _ trainer: StageTrainer) throws -> Bool {
    try interruption.check()
    key = try keys.next(after: record.stages)
    turn = try cache?.turn(key, stage, before: later, note: observer.noted)
    guard let found = turn?.found else {
      observer.began(stage)
      metrics.began(stage.id)
      return false
    }
    try finish(takeOver(found, stage, trainer))
    return true
  }

  /// The progress of a stage, from the newest save of an earlier start where there is one.
  func progress(of stage: Stage, _ trainer: StageTrainer) throws -> StageProgress {
    let saves = StageSaves(
      of: stage.id,
      in: directory,
      plan.experiment.checkpoints,
      identity: saveIdentity(stage),
      environment: "\(record.environment), program \(try Program.digest())",
      interruption: interruption
    )
    guard let save = saves.newest(note: observer.noted) else {
      return StageProgress(keptBy: saves)
    }
    observer.noted("\(stage.name) goes on at \(save.place)")
    if saves.isOfSeveralEnvironments {
      // What follows is this stage of no other run.
      key = nil
      record.warnings.append(
        "went on within stage \(stage.name) in another environment: \(record.environment)"
      )
    }
    return StageProgress(keptBy: saves, goingOnFrom: save.parts)
  }

  /// What a save must agree in with the stage that goes on from it.
  private func saveIdentity(_ stage: Stage) -> [String: String] {
    var identity = [
      "stage": stage.definition,
      "experiment_digest": record.experimentDigest,
      "seed": "\(record.seed)",
      "weights": record.network.weights ?? "",
      "stage_before": record.stages.last?.checkpointDigest ?? "",
    ]
    for split in record.data.splits { identity["images_\(split.name)"] = split.digest }
    return identity
  }

  /// Writes the checkpoint, the evidence and the record of a stage that was computed.
  ///
  /// - Throws: `CheckpointError`, `RecordError` and ``RunError/unwritable(_:)`` where results
  ///   cannot be written, ``RunError/violatedTheorem(images:evidence:)``, `ImageError` for an
  ///   unreadable picture, `NetworkError` where the network cannot be compiled, and what reading
  ///   written files throws.
  func keep(_ stage: Stage, _ outcome: StageOutcome, _ trainer: StageTrainer) throws {
    guard let tested = outcome.test else { preconditionFailure("\(stage.name) was not evaluated") }
    let evaluation = StageRecord.Evaluation(tested, split: dataset.test.name)
    let projected = try outcome.projection.map { try look(at: $0, after: stage, trainer) }
    if let pruning = outcome.pruning {
      sources = sources.map { all in pruning.kept.map { all[$0] } }
    }
    let pruned = try PruningEvidence(directory: directory)
      .record(stage, outcome.pruning, evaluation, after: record.stages)
    metrics.event(.evaluation, stage: stage.id, accuracy: evaluation.accuracy)
    if let validation = outcome.validation {
      metrics.event(.validation, stage: stage.id, accuracy: validation.accuracy)
    }
    var finished = StageRecord(
      id: stage.id,
      stepCount: outcome.stepCount,
      usedCachedFeatures: outcome.usedCachedFeatures,
      passes: outcome.passes.map(StageRecord.Pass.init),
      evaluation: evaluation,
      validation: outcome.validation.map { StageRecord.Evaluation($0, split: "validation") },
      projection: projected?.record,
      projectionCheck: projected?.checked?.check,
      pruning: pruned.pruning,
      evidence: projected?.checked?.evidence ?? pruned.evidence,
      checkpoint: RunDirectory.checkpointPath(after: stage.id),
      checkpointDigest: try writeCheckpoint(trainer, stage, passCount: outcome.passes.count)
    )
    finished.lastLayer = try LastLayerEvidence(stage, outcome)?.record(
      writingFileFor: plan.experiment.checks.lastLayer ? dataset.train.images : nil,
      to: directory
    )
    finished.predictions = try directory.writeEvidence(.predictions(stage.id)) {
      try PredictionFile(
        images: dataset.test.images,
        logits: tested.logits,
        classNames: dataset.classNames
      ).write(to: $0)
    }
    if let checked = try checkPrototypes(after: stage, trainer) {
      finished.prototypeMetrics = checked.metrics
      finished.evidence = (finished.evidence ?? []) + [checked.evidence]
    }
    record.warnings += outcome.warnings
    metrics.ended(stage.id)
    try finish(finished)
  }

  /// Adds a stage to the record, whose file is written last.
  private func finish(_ stage: StageRecord) throws {
    var stage = stage
    stage.key = key
    if plan.experiment.logging.tensorboard == true { try writePictures(of: stage) }
    record.stages.append(stage)
    record.isComplete = record.stages.count == plan.stages.count
    record.files = try directory.filesOfRun()
    record.digest = try record.contentDigest()
    try record.write(to: directory.record)
    turn?.finish()
    turn = nil
    observer.finished(stage)
    try directory.removeStateOfStages()
    try metrics.requireWhole()
  }

  /// Shows a projection's prototypes to TensorBoard.
  private func writePictures(of stage: StageRecord) throws(RunError) {
    do {
      try PrototypePictures.write(
        stage,
        of: directory,
        classNames: dataset.classNames,
        to: directory.tensorBoard
      )
    } catch {
      throw .unwritable(error)
    }
  }

  /// The stages after the one under way.
  private var later: [Stage] { Array(plan.stages[(record.stages.count + 1)...]) }

  private func takeOver(
    _ found: StageCache.Found,
    _ stage: Stage,
    _ trainer: StageTrainer
  ) throws -> StageRecord {
    let before = (trainer.network as? PrototypeNetwork)?.head.prototypeLayer.prototypes
    sources = try trainer.takeOver(found.checkpoint, after: stage)
    if let projection = found.stage.projection, let survey = survey(trainer, before: before) {
      try survey.drawPictures(of: projection)
    }
    var taken = found.record(plan.experiment.coefficients)
    taken.checkpointDigest = try writeCheckpoint(trainer, stage, passCount: taken.passes.count)
    metrics.copy(stage.id, from: found.run.metrics, passes: taken.passes, plan.experiment)
    record.warnings += found.warnings
    return taken
  }

  // MARK: - Prototypes

  /// Looks at the prototypes after a projection, which were `before` [P, D, H1, W1]; nil for a model without.
  private func survey(_ trainer: StageTrainer, before: Tensor?) -> PrototypeSurvey? {
    (trainer.network as? PrototypeNetwork).map {
      PrototypeSurvey(
        network: $0,
        layer: $0.head.prototypeLayer.shown(by: plan.experiment.pictures.boxes, before: before),
        images: dataset.projection.images,
        transform: data.projection.transform,
        directory: directory,
        pictureLimit: plan.experiment.pictures.prototypes
      )
    }
  }

  /// Finds and pictures the patches that the prototypes became, and checks the projection if asked for.
  private func look(
    at projection: Projection,
    after stage: Stage,
    _ trainer: StageTrainer
  ) throws -> (record: StageRecord.Projection, checked: ProjectionChecking.Result?) {
    guard let survey = survey(trainer, before: projection.before) else {
      preconditionFailure("a projection of no prototypes")
    }
    let findings = try survey.findings(projection.sources, trainer.progress)
    let record = StageRecord.Projection(projection, findings)
    sources = try zip(findings, projection.sources).map { finding, patch in
      var source = finding.source
      let image = dataset.projection.images[patch.imageIndex]
      source.imageDigest = "\(try image.contents.digest())"
      return source
    }
    let checked =
      plan.experiment.checks.theorem
      ? try ProjectionChecking(
        trainer: trainer,
        network: survey.network,
        images: data.test,
        split: dataset.test.name,
        directory: directory
      ).check(projection, sources: dataset.projection.images, stage: stage) : nil
    return (record, checked)
  }

  /// Measures the prototypes that the run ends with, if the experiment asks for it.
  private func checkPrototypes(
    after stage: Stage,
    _ trainer: StageTrainer
  ) throws -> (metrics: StageRecord.PrototypeMetrics, evidence: StageRecord.Evidence)? {
    guard plan.experiment.checks.prototypes, later.isEmpty,
      let network = trainer.network as? PrototypeNetwork
    else { return nil }
    return try PrototypeChecking(
      trainer: trainer,
      network: network,
      images: data.test,
      dataset: dataset,
      directory: directory,
      observer: observer
    ).check(stage)
  }

  // MARK: - Checkpoints

  /// Writes the network after the stage that follows those of the record; returns the file's digest.
  private func writeCheckpoint(
    _ trainer: StageTrainer,
    _ stage: Stage,
    passCount: Int
  ) throws -> String {
    let file = directory.file(RunDirectory.checkpointPath(after: stage.id))
    try trainer.writeCheckpoint(
      metadata(after: stage, passCount),
      normalization,
      sources: sources,
      before: later,
      finishedStageCount: record.stages.count + 1,
      to: file
    )
    return "\(try SHA256Digest(contentsOf: file))"
  }

  private func metadata(after stage: Stage, _ passCount: Int) -> Checkpoint.Metadata {
    Checkpoint.Metadata(
      experiment: plan.experiment.resolvedYAML,
      experimentDigest: "\(plan.experiment.digest)",
      architecture: plan.backbone.description,
      imageSize: plan.experiment.data.imageSize,
      classNames: dataset.classNames,
      stage: stage.name,
      epoch: record.stages.reduce(passCount) { $0 + $1.passes.count },
      seed: record.seed,
      createdBy: Program.name
    )
  }
}

extension StageRecord.Evaluation {
  fileprivate init(_ evaluation: Evaluation, split: String) {
    self.init(
      split: split,
      imageCount: evaluation.imageCount,
      correctCount: evaluation.correctCount,
      notNumberCount: evaluation.notNumberCount,
      costs: evaluation.costs.values
    )
  }
}

extension StageRecord.Pass {
  fileprivate init(_ pass: (costs: Costs, accuracy: Double)) {
    self.init(costs: pass.costs, accuracy: pass.accuracy)
  }
}
