import Experiments

/// Each claim of the paper with the check, our figures and the verdict.
enum ClaimsTable {
  static func table(_ input: TableInput) throws(ReportError) -> ResultsTable {
    var rows: [ResultsTable.Row] = []
    var rules: [ResultsTable.Footnote] = []
    let showsPublished = input.shows(.cub, beside: input.groups)
    for claim in Claim.all {
      let findings = try claim.findings(input)
      rules.append(.init("Section \(claim.section). \(claim.rule)", rows: [rows.count]))
      rows.append(row(claim, findings, showsPublished: showsPublished))
    }
    return ResultsTable(
      caption: "Claims of the paper",
      rowHeading: "claim",
      columns: [verdict, ours]
        + (showsPublished
          ? [.init("the paper's", nil, meaning: "What the paper reports itself, of CUB-200-2011.")]
          : []),
      rows: rows,
      footnotes: rules + [.init(means, short: shortMeans)]
        + Footnotes.selections(ofAll: input.groups)
    )
  }

  private static let means =
    "Figures are means over the seeds, on the test split; the seeds' own stand in brackets behind the 95 % "
    + "interval over seeds and images, where predictions were kept (docs/statistics.md). A verdict on the "
    + "method needs two seeds or more, all of them and the whole interval on one side of the threshold; "
    + "it is not decided where they disagree. One seed decides about its own network only."

  private static let shortMeans =
    "Means over the seeds; in brackets the 95 % interval over seeds and images, and each seed. Seeds that "
    + "disagree decide nothing, and one seed decides about its network only (docs/statistics.md)."

  private static let verdict = ResultsTable.Column(
    "verdict",
    nil,
    meaning: "What our runs say of the claim by the rule in the notes."
  )
  private static let ours = ResultsTable.Column(
    "ours",
    nil,
    meaning: "The figures of the check, experiment by experiment."
  )

  private static func row(
    _ claim: Claim,
    _ findings: [Claim.Finding],
    showsPublished: Bool
  ) -> ResultsTable.Row {
    let published = showsPublished ? [ResultsTable.Cell(.text(claim.published))] : []
    guard !findings.isEmpty else {
      return ResultsTable.Row(claim.statement, [.notRun, .notRun] + published)
    }
    let sources = findings.flatMap(\.sources)
    let provenance = sources.isEmpty ? nil : Provenance(sources)
    let figures = findings.map { "\($0.subject): \($0.figure)" }
    return ResultsTable.Row(
      claim.statement,
      [
        .init(.text(verdict(findings)), provenance: provenance),
        .init(.list(figures, summary: summary(findings)), provenance: provenance),
      ] + published
    )
  }

  /// One word where all findings agree, and the counts where they do not.
  private static func verdict(_ findings: [Claim.Finding]) -> String {
    let order: [Claim.Verdict] = [.fails, .failsOnce, .holds, .holdsOnce, .undecided]
    let counts = order.map { verdict in (verdict, findings.count { $0.verdict == verdict }) }
      .filter { $0.1 > 0 }
    if counts.count == 1 { return counts[0].0.rawValue }
    return counts.map { "\($0.0.rawValue) in \($0.1) of \(findings.count)" }
      .joined(separator: ", ")
  }

  /// What several findings amount to: the figure that all share, or the range of their figures.
  private static func summary(_ findings: [Claim.Finding]) -> String {
    let count = findings.count
    if count == 1 { return findings[0].figure }
    if Set(findings.map(\.figure)).count == 1 { return "\(findings[0].figure), each of \(count)" }
    let values = findings.compactMap(\.value)
    let numbers = values.map(\.number)
    guard values.count == count, let quantity = values.first?.quantity,
      let least = numbers.min(), let greatest = numbers.max()
    else { return "\(count) figures, below" }
    let unit = quantity.unit.map { " \($0)" } ?? ""
    let (first, last) = (quantity.text(least), quantity.text(greatest))
    return first == last
      ? "\(first)\(unit), each of \(count)" : "\(first) to \(last)\(unit) in \(count)"
  }
}
