package import Recipe

extension Experiment {
  /// The stages of the experiment's model, in order.
  package var stages: [Stage] { schedule.stages(of: model) }

  /// What the trainer is told; `seed` is the run's.
  package func trainingSettings(seed: UInt64) -> TrainingSettings {
    var settings = TrainingSettings(seed: seed)
    settings.coefficients = coefficients
    settings.optimizer = optimizer
    settings.batchNormalization = backbone.batchNormalization
    settings.prototypeInitialization = prototypes.initialization ?? .random
    settings.flips = data.flip
    settings.shuffles = data.order != .sequential
    settings.checksLastLayer = checks.lastLayer
    return settings
  }
}
