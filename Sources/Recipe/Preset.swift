/// A named set of defaults, for where the paper and its released code disagree.
///
/// Keys of the file replace them. `experiments/PRESETS.md` lists every disagreement.
package enum Preset: String, CaseIterable, Codable, Sendable {
  /// What the paper's words and figures say.
  case asPaper = "as-paper"
  /// What the released code does, the tool for offline augmentation that it names included.
  case asReleasedCode = "as-released-code"

  /// What batch normalisation does while the backbone is not trained.
  ///
  /// The paper keeps the layers fixed, which its convexity needs; the code leaves them in training mode.
  package var batchNormalization: BatchNormalizationMode {
    switch self {
    case .asPaper: .evaluate
    case .asReleasedCode: .train
    }
  }

  /// The paper poses a convex problem; the code takes 20 passes of Adam.
  package var lastLayerSolver: LastLayerOptimization.Solver {
    switch self {
    case .asPaper: .convex
    case .asReleasedCode: .adam
    }
  }

  /// The code keeps the networks that are best on the test split; the paper says nothing.
  package var selection: Selection? {
    switch self {
    case .asPaper: nil
    case .asReleasedCode: .test
    }
  }
}
