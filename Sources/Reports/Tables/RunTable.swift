/// The table over experiments: one row each, its numbers taken over the seeds.
///
/// Runs of one experiment whose resolved files differ are never averaged: each gets its own row.
package struct RunTable: Sendable {
  package var caption: String
  package var experiments: [Experiment]

  package init(
    caption: String = "Results after each stage",
    experiments: [Experiment]
  ) {
    self.caption = caption
    self.experiments = experiments
  }

  /// What one row is made of.
  package struct Experiment: Sendable {
    package var name: String
    package var runs: [LoadedRun]
    /// The seeds that the experiment declares; empty where any seed counts.
    package var expectedSeeds: [UInt64]
    /// Published values by the column they stand beside.
    package var published: [Measure: ResultsTable.Cell.Published]

    package init(
      name: String,
      runs: [LoadedRun],
      expectedSeeds: [UInt64] = [],
      published: [Measure: ResultsTable.Cell.Published] = [:]
    ) {
      self.name = name
      self.runs = runs
      self.expectedSeeds = expectedSeeds
      self.published = published
    }
  }

  /// The rows of finished runs, with footnotes for everything that limits what they mean.
  ///
  /// - Throws: ``ReportError/disagreeingRuns(experiment:seed:directories:)``.
  package func table() throws(ReportError) -> ResultsTable {
    var groups: [RunGroup] = []
    for experiment in experiments { groups += try RunGroup.groups(of: experiment) }
    return ResultsTable(
      caption: caption,
      rowHeading: "experiment",
      columns: [ResultsTable.Column("architecture", nil, meaning: "The backbone and its cut.")]
        + Measure.allCases.map(\.column) + [
          ResultsTable.Column("seeds", nil, meaning: "Finished runs of the declared seeds.")
        ],
      rows: groups.map(\.row),
      footnotes: Footnotes.of(groups)
    )
  }
}
