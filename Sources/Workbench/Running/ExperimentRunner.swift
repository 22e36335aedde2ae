internal import Checkpoints
internal import Datasets
internal import Digests
internal import Engine
package import Experiments
package import Foundation
internal import Images
internal import Networks
internal import ProtoPNet
internal import Tensors

/// Runs one experiment with one seed, from its first stage or from where an earlier start ended.
///
/// After every stage the network is evaluated, a checkpoint written, and then the record: a run that
/// is killed goes on from the last finished stage and ends in the same bytes.
package final class ExperimentRunner {
  package let directory: RunDirectory
  private let plan: Plan
  private let seed: UInt64
  private let observer: any RunObserver

  package init(
    _ experiment: Experiment,
    seed: UInt64,
    results: URL,
    observer: any RunObserver
  ) throws(ExperimentError) {
    plan = try Plan(experiment)
    self.seed = seed
    self.observer = observer
    directory = RunDirectory(
      results: results,
      experiment: experiment.name,
      runID: experiment.runID(seed: seed)
    )
  }

  /// Runs every stage that is not finished yet and returns the record.
  package func run() throws -> RunRecord {
    let experiment = plan.experiment
    let dataset = try ExperimentData(experiment).load(
      note: observer.noted,
      progress: observer.advanced
    )
    _ = try plan.prototypeCount(classCount: dataset.classCount)
    let weights = try StartWeights(experiment, for: plan.backbone)
    let start = try StartCheckpoint(experiment)

    try directory.create()
    try directory.write(experiment)
    let engine = Engine(
      threads: experiment.engine.threads,
      convolution: experiment.engine.convolution.algorithm,
      choices: try choices()
    )
    let network = try plan.makeNetwork(
      classCount: dataset.classCount,
      engine: engine,
      seed: seed,
      weights: weights?.parameters
    )
    if let start { try network.load(start.checkpoint, from: start.path) }
    let normalization = experiment.normalization(
      weights?.normalization ?? start?.checkpoint.normalization
    )
    let data = TrainingData(
      dataset,
      transform: normalization.transform(imageSize: experiment.data.imageSize),
      augmentation: ExperimentData(experiment).onTheFlyAugmentation
    )
    let metrics = try MetricsWriter(directory.metrics)
    let relay = ObserverRelay(observer: observer, metrics: metrics)
    let trainer = StageTrainer(
      network: network,
      data: data,
      settings: TrainingSettings(experiment, seed: seed),
      observer: relay
    )
    var record = try newRecord(
      dataset,
      network: network,
      weights: weights?.description ?? start?.description,
      engine: engine
    )
    var sources = start?.checkpoint.prototypes.sources
    if let earlier = try earlierRecord(like: record) {
      record = earlier
      sources = try restore(trainer, from: earlier)
    }
    observer.beganRun(
      directory,
      record: record,
      finished: record.stages.count,
      of: plan.stages.count
    )
    for (position, stage) in plan.stages.enumerated().dropFirst(record.stages.count) {
      observer.began(stage)
      metrics.event("began", stage: stage.name)
      let (outcome, projection, pruning) = try trainer.perform(stage)
      var projectionRecord: StageRecord.Projection?
      var checked: ProjectionChecking.Result?
      if let projection {
        let survey = PrototypeSurvey(
          network: network,
          images: dataset.projection.images,
          transform: data.projection.transform,
          directory: directory.url,
          pictured: 0..<(experiment.pictures.prototypes ?? projection.sources.count)
        )
        let findings = try survey.findings(projection.sources)
        projectionRecord = StageRecord.Projection(
          projection,
          findings,
          images: dataset.projection.images
        )
        sources = try Self.sources(projection, findings, images: dataset.projection.images)
        if experiment.checks.theorem {
          checked = try ProjectionChecking(
            network: network,
            images: data.test,
            split: dataset.test.name,
            batchSize: experiment.optimizer.batchSize,
            directory: directory,
            observer: observer
          ).check(projection, sources: dataset.projection.images, stage: stage)
        }
      }
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

      let path = directory.checkpointPath(after: stage.name)
      let file = directory.url.appendingPathComponent(path)
      try Checkpoint(
        metadata: metadata(after: stage, record, outcome, classNames: dataset.classNames),
        normalization: normalization,
        parameters: network.checkpointParameters,
        prototypes: Checkpoint.Prototypes(network.head.prototypeLayer, sources: sources),
        lastLayer: network.head.lastLayer.weight,
        optimizers: trainer.optimizerStates(for: Array(plan.stages[(position + 1)...])),
        progress: trainer.epochCounts.merging(["finished_stage_count": position + 1]) { $1 }
      ).write(to: file)

      record.stages.append(
        StageRecord(
          name: stage.name,
          stepCount: outcome.stepCount,
          usedCachedFeatures: outcome.usedCachedFeatures,
          passes: outcome.passes.map(StageRecord.Pass.init),
          evaluation: evaluation,
          validation: validation,
          projection: projectionRecord,
          projectionCheck: checked?.check,
          pruning: pruned.pruning,
          evidence: checked?.evidence ?? pruned.evidence,
          checkpoint: path,
          checkpointDigest: "\(try SHA256Digest(contentsOf: file))"
        )
      )
      record.stages[position].lastLayer = try LastLayerEvidence(stage, outcome)?.record(
        writingFileFor: experiment.checks.lastLayer ? dataset.train.images : nil,
        to: directory.url
      )
      record.stages[position].predictions = try directory.writeEvidence(
        "predictions-\(stage.name.replacingOccurrences(of: "/", with: "-"))"
      ) {
        try PredictionFile(images: dataset.test.images, logits: tested.logits).write(to: $0)
      }
      record.warnings += outcome.warnings
      record.isComplete = record.stages.count == plan.stages.count
      try record.write(to: directory.record)
      record.stages.last.map(observer.finished)
    }
    return record
  }

  private func choices() throws(WorkbenchError) -> ConvolutionChoices {
    let declared = plan.experiment.engine
    guard declared.convolution == .fastest else { return ConvolutionChoices() }
    return try .ofRun(in: AlgorithmFile(url: directory.convolutions), threads: declared.threads)
  }

  // MARK: - Going on

  /// The record of an earlier start, if there is one; it must be of the same pictures.
  private func earlierRecord(like record: RunRecord) throws -> RunRecord? {
    guard FileManager.default.fileExists(atPath: directory.record.path) else { return nil }
    var earlier = try RunRecord(contentsOf: directory.record)
    for (before, now) in zip(earlier.data.splits, record.data.splits) where before != now {
      throw WorkbenchError.changedData(split: now.name, run: directory.url.path)
    }
    if earlier.network.weights != record.network.weights {
      throw WorkbenchError.changedWeights(run: directory.url.path)
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
  ) throws -> [Checkpoint.Source]? {
    guard let last = record.stages.last else { return nil }
    let file = directory.url.appendingPathComponent(last.checkpoint)
    // A finished run needs its checkpoints no more, so they may have been removed.
    if record.isComplete { return nil }
    guard FileManager.default.fileExists(atPath: file.path),
      "\(try SHA256Digest(contentsOf: file))" == last.checkpointDigest
    else { throw WorkbenchError.changedCheckpoint(file.path) }
    let checkpoint = try Checkpoint(contentsOf: file)
    try trainer.network.load(checkpoint, from: file.path)
    trainer.restartOptimizers()
    trainer.restoreOptimizers(checkpoint)
    return checkpoint.prototypes.sources
  }

  // MARK: - What is written

  private func newRecord(
    _ dataset: Dataset,
    network: PrototypeNetwork,
    weights: String?,
    engine: Engine
  ) throws -> RunRecord {
    let count = network.head.prototypeLayer.prototypeCount
    var record = RunRecord(
      experiment: plan.experiment.name,
      experimentDigest: "\(plan.experiment.digest)",
      runID: plan.experiment.runID(seed: seed),
      seed: seed,
      environment: RunRecord.Environment(
        program: Program.name,
        library: Engine.libraryDescription,
        processor: Program.processor,
        threads: engine.threadCount,
        convolution: plan.experiment.engine.convolution.rawValue
      ),
      data: RunRecord.DataSummary(
        name: dataset.name,
        classNames: dataset.classNames,
        imageSize: plan.experiment.data.imageSize,
        splits: try dataset.splits.map { try RunRecord.DataSummary.Split($0, plan.experiment) }
      ),
      network: RunRecord.NetworkSummary(
        architecture: plan.backbone.description,
        weights: weights,
        parameterCount: plan.parameterCount(
          classCount: dataset.classCount,
          prototypeCount: count
        ),
        latentShape: plan.latentShape.dimensions,
        prototypeCount: count,
        floatingPointOperations: plan.operationCount(prototypeCount: count)
      )
    )
    record.selection = plan.experiment.data.selection?.split
    return record
  }

  private func metadata(
    after stage: Stage,
    _ record: RunRecord,
    _ outcome: StageTrainer.Outcome,
    classNames: [String]
  ) -> Checkpoint.Metadata {
    Checkpoint.Metadata(
      experiment: plan.experiment.resolvedYAML,
      experimentDigest: "\(plan.experiment.digest)",
      architecture: plan.backbone.description,
      imageSize: plan.experiment.data.imageSize,
      classNames: classNames,
      stage: stage.name,
      epoch: record.stages.reduce(outcome.passes.count) { $0 + $1.passes.count },
      seed: seed,
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
        imageDigest: "\(try SHA256Digest(contentsOf: image.file))",
        row: source.row,
        column: source.column,
        pixelRows: finding.box.firstRow..<finding.box.endRow,
        pixelColumns: finding.box.firstColumn..<finding.box.endColumn,
        squaredDistance: source.squaredDistance
      )
    }
  }
}

extension RunRecord.DataSummary.Split {
  /// A split of an experiment's pictures; one that was drawn names its pictures.
  fileprivate init(_ set: ImageSet, _ experiment: Experiment) throws {
    let isDrawn = set.name == "validation" && experiment.data.validation?.folder == nil
    self.init(
      name: set.name,
      imageCount: set.count,
      digest: "\(try set.digest())",
      images: isDrawn ? set.images.map(\.path) : nil
    )
  }
}

extension StageTrainer {
  /// Runs a stage; what a projection or a pruning found comes beside the outcome.
  fileprivate func perform(_ stage: Stage) throws -> (Outcome, Projection?, PruningResult?) {
    switch stage {
    case .warmUp(let length): (try warmUp(length), nil, nil)
    case .joint(let cycle, let length): (try joint(cycle: cycle, length), nil, nil)
    case .projection: (Outcome(), try project(), nil)
    case .lastLayer(let cycle, let length): (try lastLayer(cycle: cycle, length), nil, nil)
    case .convexLastLayer(let cycle, let settings):
      (try convexLastLayer(cycle: cycle, settings), nil, nil)
    case .pruning(_, let pruning): (Outcome(), nil, try prune(pruning))
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
