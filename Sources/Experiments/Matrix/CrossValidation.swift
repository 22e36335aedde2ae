import Yams

/// `cross-validation: {folds: 5}`: every cell of a file runs once for each fold of the training pictures,
/// which is its validation split.
package struct CrossValidation: Section {
  /// The key of the file's root.
  static let key = ExperimentTree.crossValidationKey
  /// What cells and tables call the fold.
  package static let axisKey = "fold"

  var folds = 0
  /// Decides which pictures a fold consists of.
  var seed = 1

  init() {}

  init(_ node: Node, _ log: ProblemLog) {
    log.locate([Self.key], key: node.mark, value: node.mark)
    let reader = KeyReader(node, path: [Self.key], log: log)
    visit(reader)
    reader.finish()
  }

  mutating func visit(_ keys: some KeyVisitor) {
    keys.integer(
      keys.named(
        "folds",
        "The parts of each class's training pictures, each of which is once the validation split.",
        example: "5"
      ),
      &folds,
      in: 2...1000,
      required: true
    )
    keys.integer(
      keys.named("seed", "Decides which pictures a fold consists of."),
      &seed,
      in: 0...Int.max
    )
  }

  /// The folds as an axis of a matrix; nil where their number could not be read.
  func axis(at mark: Mark?) -> MatrixAxis? {
    guard folds > 0 else { return nil }
    let settings = (0..<folds).map { index in
      let values = [("folds", folds), ("fold", index + 1), ("seed", seed)]
      let pairs = values.map { (Node($0.0), Node("\($0.1)")) }
      return MatrixAxis.Setting(
        label: "\(index + 1)",
        assignments: [
          .init(path: ["data", "validation"], value: .mapping(.init(pairs)), mark: mark)
        ]
      )
    }
    return MatrixAxis(key: Self.axisKey, settings: settings)
  }
}
