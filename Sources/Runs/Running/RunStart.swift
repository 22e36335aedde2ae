import Checkpoints
import Datasets
import Engines
import Experiments
import Networks
import ProtoPNet
import Ranks

/// What a run begins with: its pictures, and its network before the first stage.
struct RunStart {
  let plan: Plan
  let seed: UInt64
  let dataset: Dataset
  let data: TrainingData
  /// How pictures become inputs, but for their size.
  let normalization: InputNormalization
  private let weights: StartWeights?
  private let checkpoint: StartCheckpoint?

  /// Reads the weights or the checkpoint that the experiment names.
  ///
  /// - Throws: As ``StartWeights`` and ``StartCheckpoint``.
  init(_ plan: Plan, seed: UInt64, _ dataset: Dataset) throws {
    let experiment = plan.experiment
    (self.plan, self.seed, self.dataset) = (plan, seed, dataset)
    weights = try StartWeights(experiment, for: plan.backbone)
    checkpoint = try StartCheckpoint(experiment)
    normalization = experiment.normalization(
      weights?.normalization ?? checkpoint?.checkpoint.normalization
    )
    data = try TrainingData(
      dataset,
      transform: normalization.transform(
        experiment.data,
        imageSize: experiment.data.imageSize
      ),
      augmentation: ExperimentData(experiment).onTheFlyAugmentation
    )
  }

  /// Where the prototypes come from; nil where they are drawn.
  var sources: [PrototypeSource]? { checkpoint?.checkpoint.prototypes.sources }

  /// The trainer of a new network.
  ///
  /// - Throws: As ``Plan/makeModel(classCount:engine:seed:weights:start:)``.
  func makeTrainer(
    _ engine: any ComputeEngine,
    ranks: any RankGroup = Solo(),
    observer: any TrainingObserver
  ) throws -> StageTrainer {
    let model = try plan.makeModel(
      classCount: dataset.classCount,
      engine: engine,
      seed: seed,
      weights: weights,
      start: checkpoint
    )
    return StageTrainer(
      network: model.trained,
      data: data,
      settings: plan.experiment.trainingSettings(seed: seed),
      ranks: ranks,
      observer: observer
    )
  }

  /// The record before the first stage.
  ///
  /// - Throws: What the file system says of pictures that cannot be read.
  func record(of trainer: StageTrainer, _ engine: any ComputeEngine) throws -> RunRecord {
    let network = trainer.network as? PrototypeNetwork
    return try RunRecord(
      plan,
      dataset,
      seed: seed,
      prototypeCount: network?.head.prototypeLayer.prototypeCount ?? 0,
      weights: weights?.description ?? checkpoint?.description,
      engine: engine
    )
  }
}
