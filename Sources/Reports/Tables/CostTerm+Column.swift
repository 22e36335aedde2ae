import Recipe

extension CostTerm {
  /// The term as a table's column is called.
  var title: String {
    switch self {
    case .cluster: "cluster"
    case .separation: "separation"
    case .crossEntropy, .averageSeparation, .lastLayerL1, .lastLayerNorm: name
    }
  }

  /// The column of the term after a stage, on a split.
  func column(split: String) -> ResultsTable.Column {
    switch self {
    case .crossEntropy: .init("\(split) CE", .cost, meaning: "Cross entropy after the stage.")
    case .cluster:
      .init(title, .cost, meaning: "Cluster cost on the \(split) split after the stage.")
    case .separation:
      .init(
        title,
        .cost,
        meaning: "Mean squared distance to the nearest other-class prototype, \(split) split."
      )
    case .averageSeparation, .lastLayerL1, .lastLayerNorm:
      .init(title, .cost, meaning: "The \(name) on the \(split) split after the stage.")
    }
  }
}
