/// The table over experiments: one row each, its numbers taken over the seeds.
///
/// Runs of one experiment whose resolved files differ are never averaged: each gets its own row.
enum RunTable {
  /// The rows of finished runs, with footnotes for everything that limits what they mean.
  static func table(_ groups: [RunGroup]) -> ResultsTable {
    ResultsTable(
      caption: "Results after each stage",
      rowHeading: "experiment",
      columns: [ResultsTable.Column("architecture", nil, meaning: "The backbone and its cut.")]
        + Measure.allCases.map(\.column) + [
          ResultsTable.Column(
            "seeds",
            nil,
            meaning: "Finished runs of the declared seeds.",
            numbers: .seeds
          )
        ],
      rows: groups.map(\.row),
      footnotes: Footnotes.of(groups.map { [$0] })
    )
  }
}
