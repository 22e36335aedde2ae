import Checkpoints
import Datasets
import Digests
import Experiments
import Foundation
import Networks
import ProtoPNet

/// A run between two stages: the network as the last one left it, and the record so far.
final class RunInProgress {
  private let plan: Plan
  private let directory: RunDirectory
  /// Where equal stages of other runs are looked for; nil computes every stage.
  private let cache: StageCache?
  private let keys: StageKeys
  private let dataset: Dataset
  private let data: TrainingData
  private let normalization: InputNormalization
  private let trainer: any ModelTrainer
  private let metrics: MetricsWriter
  private let observer: any RunObserver
  /// Looks at the prototypes after a projection; nil for a model without.
  private let survey: PrototypeSurvey?
  private(set) var record: RunRecord
  /// Where the prototypes come from, once they were projected.
  private var sources: [Checkpoint.Source]?

  /// `trainer` and `sources` are as the last stage of `record` left them.
  init(
    plan: Plan,
    directory: RunDirectory,
    cache: StageCache?,
    keys: StageKeys,
    dataset: Dataset,
    data: TrainingData,
    normalization: InputNormalization,
    trainer: any ModelTrainer,
    record: RunRecord,
    sources: [Checkpoint.Source]?,
    metrics: MetricsWriter,
    observer: any RunObserver
  ) {
    self.plan = plan
    self.directory = directory
    self.cache = cache
    self.keys = keys
    self.dataset = dataset
    self.data = data
    self.normalization = normalization
    self.trainer = trainer
    self.record = record
    self.sources = sources
    self.metrics = metrics
    self.observer = observer
    survey = trainer.prototypeNetwork.map {
      PrototypeSurvey(
        network: $0,
        images: dataset.projection.images,
        transform: data.projection.transform,
        directory: directory.url,
        pictureLimit: plan.experiment.pictures.prototypes
      )
    }
  }

  var isFinished: Bool { record.stages.count == plan.stages.count }

  /// Computes the next stage, or takes it over from a run that has computed the same one; then the
  /// checkpoint is written, and last the record.
  func performNextStage() throws {
    let position = record.stages.count
    let stage = plan.stages[position]
    let key = try keys.next(after: record.stages)
    let turn = try cache?.turn(key, stage, before: later(position), note: observer.noted)
    var finished =
      if let found = turn?.found { try takeOver(found, stage) } else { try compute(stage) }
    finished.key = key
    record.stages.append(finished)
    record.isComplete = isFinished
    try record.write(to: directory.record)
    turn?.finish()
    observer.finished(finished)
  }

  private func later(_ position: Int) -> [Stage] { Array(plan.stages[(position + 1)...]) }

  private func takeOver(_ found: StageCache.Found, _ stage: Stage) throws -> StageRecord {
    sources = try trainer.takeOver(found.checkpoint, after: stage)
    if let projection = found.stage.projection { try survey?.drawPictures(of: projection) }
    let settings = TrainingSettings(plan.experiment, seed: record.seed)
    var taken = found.record(settings.coefficients)
    taken.checkpointDigest = try writeCheckpoint(after: stage, passCount: taken.passes.count)
    metrics.copy(stage.name, from: found.run.metrics, passes: taken.passes)
    record.warnings += found.warnings
    return taken
  }

  private func compute(_ stage: Stage) throws -> StageRecord {
    observer.began(stage)
    metrics.event("began", stage: stage.name)
    let (outcome, projection, pruning) = try trainer.perform(stage)
    let projected = try projection.flatMap { try look(at: $0, after: stage) }
    if let pruning { sources = sources.map { all in pruning.kept.map { all[$0] } } }
    let tested = try trainer.evaluate()
    let evaluation = StageRecord.Evaluation(tested, split: dataset.test.name)
    let pruned = try PruningEvidence(directory: directory)
      .record(stage, pruning, evaluation, after: record.stages)
    metrics.event("evaluation", stage: stage.name, accuracy: evaluation.accuracy)
    let validation = try trainer.evaluateOnValidation().map {
      StageRecord.Evaluation($0, split: "validation")
    }
    if let validation {
      metrics.event("validation", stage: stage.name, accuracy: validation.accuracy)
    }
    var finished = StageRecord(
      name: stage.name,
      stepCount: outcome.stepCount,
      usedCachedFeatures: outcome.usedCachedFeatures,
      passes: outcome.passes.map(StageRecord.Pass.init),
      evaluation: evaluation,
      validation: validation,
      projection: projected?.record,
      projectionCheck: projected?.checked?.check,
      pruning: pruned.pruning,
      evidence: projected?.checked?.evidence ?? pruned.evidence,
      checkpoint: directory.checkpointPath(after: stage.name),
      checkpointDigest: try writeCheckpoint(after: stage, passCount: outcome.passes.count)
    )
    finished.lastLayer = try LastLayerEvidence(stage, outcome)?.record(
      writingFileFor: plan.experiment.checks.lastLayer ? dataset.train.images : nil,
      to: directory.url
    )
    finished.predictions = try directory.writeEvidence(
      "predictions-\(RunDirectory.fileName(stage.name))"
    ) {
      try PredictionFile(images: dataset.test.images, logits: tested.logits).write(to: $0)
    }
    record.warnings += outcome.warnings
    return finished
  }

  /// Finds and pictures the patches that the prototypes became, and checks the projection if asked for.
  private func look(
    at projection: Projection,
    after stage: Stage
  ) throws -> (record: StageRecord.Projection, checked: ProjectionChecking.Result?)? {
    guard let network = trainer.prototypeNetwork, let survey else { return nil }
    let images = dataset.projection.images
    let findings = try survey.findings(projection.sources)
    sources = try Self.sources(projection, findings, images: images)
    let checked =
      plan.experiment.checks.theorem
      ? try ProjectionChecking(
        network: network,
        images: data.test,
        split: dataset.test.name,
        batchSize: plan.experiment.optimizer.batchSize,
        directory: directory,
        observer: observer
      ).check(projection, sources: images, stage: stage) : nil
    return (StageRecord.Projection(projection, findings, images: images), checked)
  }

  // MARK: - Checkpoints

  /// Writes the network after the stage that follows those of the record; returns the file's digest.
  private func writeCheckpoint(after stage: Stage, passCount: Int) throws -> String {
    let position = record.stages.count
    let file = directory.url.appendingPathComponent(directory.checkpointPath(after: stage.name))
    try trainer.writeCheckpoint(
      metadata(after: stage, passCount),
      normalization,
      sources: sources,
      optimizers: trainer.optimizerStates(for: later(position)),
      progress: trainer.epochCounts.merging(["finished_stage_count": position + 1]) { $1 },
      to: file
    )
    return "\(try SHA256Digest(contentsOf: file))"
  }

  private func metadata(
    after stage: Stage,
    _ passCount: Int
  ) -> Checkpoint.Metadata {
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

  private static func sources(
    _ projection: Projection,
    _ findings: [PrototypeSurvey.Finding],
    images: [LabelledImage]
  ) throws -> [Checkpoint.Source] {
    try zip(projection.sources, findings).map { source, finding in
      let image = images[source.imageIndex]
      return Checkpoint.Source(
        image: image.path,
        imageDigest: "\(try image.contents.digest())",
        row: source.row,
        column: source.column,
        pixelRows: finding.box.firstRow..<finding.box.endRow,
        pixelColumns: finding.box.firstColumn..<finding.box.endColumn,
        squaredDistance: source.squaredDistance
      )
    }
  }
}

extension StageRecord.Evaluation {
  fileprivate init(_ evaluation: Evaluation, split: String) {
    self.init(
      split: split,
      imageCount: evaluation.imageCount,
      correctCount: evaluation.correctCount,
      crossEntropy: evaluation.costs.crossEntropy,
      cluster: evaluation.costs.cluster,
      separation: evaluation.costs.separation
    )
  }
}

extension StageRecord.Pass {
  fileprivate init(_ pass: (costs: Costs, accuracy: Double)) {
    self.init(
      crossEntropy: pass.costs.crossEntropy,
      cluster: pass.costs.cluster,
      separation: pass.costs.separation,
      lastLayerL1: pass.costs.lastLayerL1,
      total: pass.costs.total,
      accuracy: pass.accuracy
    )
  }
}
