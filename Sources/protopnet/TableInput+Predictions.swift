import Experiments
import Reports
import Workbench

extension TableInput {
  /// Runs with what a table needs to know of their predictions.
  init(_ sets: [RunSet], for kind: TableKind) throws {
    try self.init(sets)
    let pairs = try kind.comparedPairs(self)
    guard !pairs.isEmpty || kind.combinesNetworks else { return }
    let networks = try finishedRuns.map { runs in
      try NetworkPredictions(runs.map { (record: $0.record, directory: $0.directory) })
    }
    for pair in pairs {
      comparisons[pair] = Result { () throws(PredictionsAbsence) in
        try PairedComparison(networks[pair.first], networks[pair.second])
      }
    }
    if kind.combinesNetworks { ensembles = EnsembleFindings(combined.map { networks[$0] }) }
  }
}
