extension Experiment {
  /// A named set of defaults, for where the paper and its released code disagree.
  ///
  /// Keys of the file replace them. `experiments/PRESETS.md` lists every disagreement.
  package enum Preset: String, CaseIterable, Sendable {
    case asPaper = "as-paper"
    case asReleasedCode = "as-released-code"

    /// What batch normalisation does while the backbone is not trained.
    ///
    /// The paper keeps the layers fixed, which its convexity needs; the code leaves them in training mode.
    var batchNormalization: BatchNormalization {
      switch self {
      case .asPaper: BatchNormalization(warmUp: .evaluate, lastLayer: .evaluate)
      case .asReleasedCode: BatchNormalization(warmUp: .train, lastLayer: .train)
      }
    }
  }
}
