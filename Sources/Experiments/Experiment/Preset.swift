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
    var batchNormalization: BatchNormalizationMode {
      switch self {
      case .asPaper: .evaluate
      case .asReleasedCode: .train
      }
    }

    /// The paper poses a convex problem; the code takes 20 passes of Adam.
    var lastLayerSolver: LastLayer.Solver {
      switch self {
      case .asPaper: .convex
      case .asReleasedCode: .adam
      }
    }

    /// The code keeps the networks that are best on the test split; the paper says nothing.
    var selection: Selection? {
      switch self {
      case .asPaper: nil
      case .asReleasedCode: .test
      }
    }
  }
}
