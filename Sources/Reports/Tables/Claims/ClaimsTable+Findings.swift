extension ClaimsTable {
  /// A row for every finding of every claim, with its figure in the column of its unit.
  static func findings(_ input: TableInput) throws(ReportError) -> ResultsTable {
    var rows: [ResultsTable.Row] = []
    for claim in Claim.all {
      let findings = try claim.findings(input)
      rows += findings.map { row(claim, $0) }
      if findings.isEmpty {
        rows.append(
          .init(claim.statement, [.notRun, .notRun] + units.map { _ in .notRun } + [.notRun])
        )
      }
    }
    return ResultsTable(
      caption: "Claims of the paper, finding by finding",
      rowHeading: "claim",
      columns: [
        .init("experiment", nil, meaning: "The runs that were asked."),
        .init("verdict", nil, meaning: "What they say of the claim."),
      ]
        + units.map { .init(title($0), $0, meaning: "The check's figure, where it has this unit.") }
        + [
          .init(
            "interval",
            nil,
            meaning: "95 % interval of the difference, over seeds and test images.",
            numbers: .interval
          )
        ],
      rows: rows
    )
  }

  private static let units: [Quantity] = [.points, .share, .cost]

  private static func title(_ quantity: Quantity) -> String {
    switch quantity {
    case .share: "share"
    case .cost: "difference of costs"
    case .points, .count, .probability: "difference"
    }
  }

  private static func row(_ claim: Claim, _ finding: Claim.Finding) -> ResultsTable.Row {
    let provenance = finding.sources.isEmpty ? nil : Provenance(finding.sources)
    let figures = units.map { unit -> ResultsTable.Cell in
      guard let value = finding.value, value.quantity == unit,
        let estimate = Estimate(value.seeds)
      else { return .init(.missing(.notApplicable)) }
      return .init(.estimate(estimate, unit), provenance: provenance)
    }
    let interval = finding.value?.interval.map { interval in
      ResultsTable.Cell(
        .text(
          "\(Quantity.points.text(interval.lowerBound)) to \(Quantity.points.text(interval.upperBound))"
        ),
        numbers: [
          .init("low", .points, interval.lowerBound), .init("high", .points, interval.upperBound),
        ]
      )
    }
    return ResultsTable.Row(
      claim.statement,
      [
        .init(.text(finding.subject)),
        .init(.text(finding.verdict.rawValue), provenance: provenance),
      ]
        + figures + [interval ?? .init(.missing(.notApplicable))]
    )
  }
}
