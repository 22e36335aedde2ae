/// The numbers of a training run that do not depend on the data.
package struct TrainingSettings: Sendable {
  package var seed: UInt64
  package var coefficients = Coefficients()
  package var optimizer = Optimizer()
  package var batchNormalization = BatchNormalizationModes()
  /// Where a warm-up's prototypes begin.
  package var prototypeInitialization = PrototypeInitialization.random
  /// Whether a training pass mirrors each picture with probability one half.
  package var flips = false
  /// Whether every pass has a random order of its own; otherwise it is the data set's.
  package var shuffles = true
  /// Whether a last-layer stage by Adam also finds out how far from the optimum it stopped.
  package var checksLastLayer = false

  package init(seed: UInt64) { self.seed = seed }
}
