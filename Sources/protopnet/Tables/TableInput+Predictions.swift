import Experiments
import Reports
import Inspection

extension TableInput {
  /// Runs with what a table needs to know of their predictions.
  ///
  /// - Throws: `ReportError` for runs that disagree or whose experiment cannot be read, and as
  ///   ``add(predictionsOf:combined:)``.
  init(_ sets: [RunSet], for kinds: [TableKind]) throws {
    try self.init(sets)
    try add(predictionsFor: kinds)
  }

  /// Adds what tables need to know of the runs' predictions.
  ///
  /// - Throws: `ReportError` for a run whose experiment cannot be read, and as
  ///   ``add(predictionsOf:combined:)``.
  mutating func add(predictionsFor kinds: [TableKind]) throws {
    try add(
      predictionsOf: Set(kinds.flatMap { try $0.comparedPairs(self) }),
      combined: kinds.contains(where: \.combinesNetworks)
    )
  }

  /// Adds what the predictions of pairs, and of networks together, say.
  ///
  /// - Throws: `CheckpointError` and `RunError` for predictions that cannot be read, were changed,
  ///   or say something else than the record; what the file system says of their files.
  mutating func add(predictionsOf pairs: Set<Pair>, combined combinesNetworks: Bool = false) throws
  {
    guard !pairs.isEmpty || combinesNetworks else { return }
    let networks = try finishedRuns.map { runs in
      try NetworkPredictions(runs.map { (record: $0.record, directory: $0.directory) })
    }
    for pair in pairs {
      comparisons[pair] = Result { () throws(PredictionsAbsence) in
        try PairedComparison(networks[pair.first], networks[pair.second])
      }
    }
    if combinesNetworks { ensembles = EnsembleFindings(combined.map { networks[$0] }) }
  }
}
