package import Experiments

/// All that the tables of the paper are made of: runs, and what their predictions say together.
package struct TableInput: Sendable {
  let groups: [RunGroup]
  /// Networks held against each other, by their places among the rows' groups.
  package var comparisons: [Pair: Result<PairedComparison, PredictionsAbsence>] = [:]
  /// What the subsets of ``combined`` achieve; members are places in that list.
  package var ensembles = EnsembleFindings()
  /// Whether published figures stand beside ours even where those are of other pictures.
  package var showsPublished = false

  /// Two groups of runs by their places.
  package struct Pair: Hashable, Sendable {
    package var first: Int
    package var second: Int

    package init(first: Int, second: Int) { (self.first, self.second) = (first, second) }
  }

  /// - Throws: ``ReportError/disagreeingRuns(experiment:seed:directories:)``.
  package init(_ sets: [RunSet]) throws(ReportError) {
    groups = try RunGroup.groups(of: sets)
  }

  /// What the rows are called.
  package var titles: [String] { groups.map(\.title) }

  /// The finished runs of every group, by seed.
  package var finishedRuns: [[LoadedRun]] { groups.map(\.finished) }

  /// The places of the groups whose logits may be added: the ProtoPNets.
  package var combined: [Int] { groups.indices.filter { !groups[$0].isBaseline } }

  /// The groups with prototypes, in order.
  var protoPNets: [RunGroup] { combined.map { groups[$0] } }

  /// Whether the published figures of a data set may stand beside some groups': those are of that data
  /// set, as far as they were run, or it was asked for.
  func shows(_ dataset: PublishedDataset, beside groups: [RunGroup]) -> Bool {
    let data = groups.compactMap { $0.anyRun?.record.data }
    return showsPublished || !data.isEmpty && data.allSatisfy { PublishedDataset($0) == dataset }
  }

  func comparison(_ first: Int, _ second: Int) -> Result<PairedComparison, PredictionsAbsence> {
    comparisons[Pair(first: first, second: second)] ?? .failure(.notRun)
  }
}
