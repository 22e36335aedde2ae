/// The table over experiments: one row each, its numbers taken over the seeds.
///
/// Runs of one experiment whose resolved files differ are never averaged: each gets its own row.
package struct RunTable: Sendable {
  package static let caption = "Results after each stage"

  package var caption: String
  package var experiments: [RunSet]

  package init(
    caption: String = Self.caption,
    experiments: [RunSet]
  ) {
    self.caption = caption
    self.experiments = experiments
  }

  /// The rows of finished runs, with footnotes for everything that limits what they mean.
  ///
  /// - Throws: ``ReportError/disagreeingRuns(experiment:seed:directories:)``.
  package func table() throws(ReportError) -> ResultsTable {
    Self.table(try RunGroup.groups(of: experiments), caption: caption)
  }

  static func table(_ groups: [RunGroup], caption: String) -> ResultsTable {
    ResultsTable(
      caption: caption,
      rowHeading: "experiment",
      columns: [ResultsTable.Column("architecture", nil, meaning: "The backbone and its cut.")]
        + Measure.allCases.map(\.column) + [
          ResultsTable.Column("seeds", nil, meaning: "Finished runs of the declared seeds.")
        ],
      rows: groups.map(\.row),
      footnotes: Footnotes.of(groups.map { [$0] })
    )
  }
}
