import Experiments

/// The tables that runs can be put into.
package enum TableKind: String, CaseIterable, Sendable {
  case results
  case table1 = "table-1"
  case cars
  case ablation
  case pruning
  case ensemble
  case theorem
  case lastLayer = "last-layer"
  case interpretability
  case crossValidation = "cross-validation"
  case claims

  /// What the table shows, in a line.
  package var meaning: String {
    switch self {
    case .results: "every experiment after each stage"
    case .table1: "ProtoPNet and baseline by backbone, then by interpretability"
    case .cars: "the same beside the paper's figures of Stanford Cars"
    case .ablation: "every cell of a matrix beside the first one, paired tests"
    case .pruning: "prototypes kept, and accuracy before and after"
    case .ensemble: "every subset of networks by summed logits, members' shares"
    case .theorem: "Theorem 2.1, our certificate, how often the premises hold"
    case .lastLayer: "accuracy around last-layer stages, gap to the optimum"
    case .interpretability: "what prototypes look at: parts, object, change, redrawn birds"
    case .crossValidation: "settings by their accuracy on left-out training pictures"
    case .claims: "each claim of the paper, our figures, whether it holds"
    }
  }

  /// The groups that the table holds against each other, image by image.
  ///
  /// - Throws: ``ReportError`` for a run whose experiment cannot be read.
  package func comparedPairs(_ input: TableInput) throws(ReportError) -> [TableInput.Pair] {
    switch self {
    case .ablation: AblationTable.pairs(input)
    case .table1, .cars: BackboneTable.pairs(input)
    case .claims: BackboneTable.pairs(input) + (try Claim.comparedPairs(input))
    case .results, .pruning, .ensemble, .theorem, .lastLayer, .interpretability, .crossValidation:
      []
    }
  }

  /// Whether the table shows what networks achieve together.
  package var combinesNetworks: Bool {
    switch self {
    case .table1, .cars, .ensemble, .claims: true
    case .results, .ablation, .pruning, .theorem, .lastLayer, .interpretability, .crossValidation:
      false
    }
  }

  /// The tables, one below the other.
  ///
  /// - Throws: ``ReportError`` for a run whose experiment cannot be read.
  package func tables(_ input: TableInput) throws(ReportError) -> [ResultsTable] {
    var tables = try unnamed(input)
    for index in tables.indices {
      tables[index].name = parts.isEmpty ? rawValue : "\(rawValue)-\(parts[index])"
    }
    return tables
  }

  /// The tables as programs read them: a row for each finding where people read a summary of them.
  ///
  /// - Throws: ``ReportError`` for a run whose experiment cannot be read.
  package func dataTables(_ input: TableInput) throws(ReportError) -> [ResultsTable] {
    guard self == .claims else { return try tables(input) }
    var table = try ClaimsTable.findings(input)
    table.name = rawValue
    return [table]
  }

  /// What tells its tables apart, where it has several.
  private var parts: [String] {
    switch self {
    case .table1, .cars: ["backbones", "models"]
    case .theorem: ["certificates", "premises"]
    // As `MetricTables` has them.
    case .interpretability: ["parts", "object", "size", "redrawn"]
    case .results, .ablation, .pruning, .ensemble, .lastLayer, .crossValidation, .claims: []
    }
  }

  private func unnamed(_ input: TableInput) throws(ReportError) -> [ResultsTable] {
    switch self {
    case .results: [RunTable.table(input.groups)]
    case .table1: [BackboneTable.table(input, .cub), InterpretabilityTable.table(input, .cub)]
    case .cars: [BackboneTable.table(input, .cars), InterpretabilityTable.table(input, .cars)]
    case .ablation: [AblationTable.table(input)]
    case .pruning: [SeedMerge.table(input.protoPNets, PruningTable.kind)]
    case .ensemble: [EnsembleTable.table(input)]
    case .theorem:
      [
        SeedMerge.table(input.protoPNets, ProjectionCheckTable.certificateKind),
        SeedMerge.table(input.protoPNets, ProjectionCheckTable.premiseKind),
      ]
    case .lastLayer: [SeedMerge.table(input.protoPNets, LastLayerTable.kind)]
    case .interpretability: MetricTables.tables(input.protoPNets)
    case .crossValidation: [CrossValidationTable.table(input)]
    case .claims: [try ClaimsTable.table(input)]
    }
  }
}
