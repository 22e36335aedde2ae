import Experiments

/// What ProtoPNets achieve together, their logits added.
enum EnsembleTable {
  static func table(_ input: TableInput) -> ResultsTable {
    let ensembles = input.ensembles
    let rows = ensembles.results.map { row(input, $0) }
    let absent = absences(input)
    return ResultsTable(
      caption: "Ensembles by summed logits",
      rowHeading: "networks",
      columns: [
        .init("size", .count, meaning: "Networks whose logits are added."),
        .init("accuracy", .share, meaning: "Test accuracy of the summed logits."),
        .init("best member", .share, meaning: "Of the member with the highest mean accuracy."),
        .init("gain", .points, meaning: "The ensemble's accuracy minus its best member's."),
      ] + ComparisonCells.statistics + [
        .init(
          "shares, %",
          nil,
          meaning:
            "Each member's part of the lead of the predicted class over the mean class, over "
            + "all test images, in the members' order; mean over the seeds."
        )
      ],
      rows: rows.isEmpty ? [nothing(input)] : rows,
      footnotes: absent
        + (ensembles.isLimited ? [.init(limit)] : [])
        + [.init(shares, short: "Share: a member's part of the predicted classes' lead.")]
        + Footnotes.selections(ofAll: input.protoPNets)
        + [Footnotes.pairs, Footnotes.deviation(input.protoPNets)]
    )
  }

  static let limit =
    "Of more than \(EnsembleFindings.networkLimit) networks, only pairs and all together are shown."

  private static let shares =
    "A member's share is its part of the predicted classes' lead, which is the logit minus the mean "
    + "logit of all classes, summed over the test images; it is negative where the member speaks against "
    + "the ensemble. The best member is chosen by its test accuracy, which rates the gain too low rather than too high."

  private static func row(_ input: TableInput, _ result: EnsembleResult) -> ResultsTable.Row {
    let members = result.members.map { input.groups[input.combined[$0]] }
    let statistics = ComparisonCells.statistics(
      .success(result.comparison),
      provenance: result.provenance(input)
    )
    let shares = members.indices.map { member in
      result.runs.reduce(0) { $0 + $1.shares[member] } / Double(result.runs.count)
    }
    func estimate(_ quantity: Quantity, _ value: (EnsembleResult.Run) -> Int) -> ResultsTable.Cell {
      let values = result.runs.map { Double(value($0)) / Double(max(result.imageCount, 1)) }
      return .init(
        Estimate(values).map { .estimate($0, quantity) } ?? .missing(.notRun),
        provenance: result.provenance(input)
      )
    }
    let best = result.bestMember
    return ResultsTable.Row(
      name(result, input),
      [
        .init(.estimate(Estimate(Double(members.count)), .count)),
        estimate(.share) { $0.correctCount },
        estimate(.share) { $0.memberCorrectCounts[best] },
        estimate(.points) { $0.correctCount - $0.memberCorrectCounts[best] },
      ] + statistics + [
        .init(
          .text(
            shares.map { $0.isFinite ? Quantity.share.text($0) : "NaN" }.joined(separator: ", ")
          ),
          provenance: result.provenance(input),
          numbers: shares.enumerated().map { .init("\($0.offset + 1)", .share, $0.element) }
        )
      ]
    )
  }

  /// The row where nothing could be combined.
  private static func nothing(_ input: TableInput) -> ResultsTable.Row {
    let reason = reason(input)
    return ResultsTable.Row(
      "any two",
      (0..<4 + ComparisonCells.statistics.count + 1).map { _ in .init(.missing(reason)) }
    )
  }

  /// Why no networks were combined.
  static func reason(_ input: TableInput) -> ResultsTable.Cell.Reason {
    let absences = input.ensembles.absences.sorted { $0.key < $1.key }.map(\.value)
    if let absence = absences.first(where: { $0 != .notRun }) { return .init(absence) }
    return input.combined.count > 1 && absences.isEmpty ? .noCommonSeed : .notRun
  }

  private static func absences(_ input: TableInput) -> [ResultsTable.Footnote] {
    input.ensembles.absences.sorted { $0.key < $1.key }.map { member, absence in
      .init("In no ensemble: \(input.groups[input.combined[member]].title), \(absence.rawValue).")
    }
  }

  /// The members joined by ` + `: their architectures, or their rows' titles where two are alike.
  static func name(_ result: EnsembleResult, _ input: TableInput) -> String {
    let groups = input.protoPNets
    let isUnique = Set(groups.map(\.architecture)).count == groups.count
    return result.members.map { member in
      isUnique ? groups[member].architecture ?? groups[member].title : groups[member].title
    }
    .joined(separator: " + ")
  }
}

extension EnsembleResult {
  /// The runs behind it with their files of predictions.
  func provenance(_ input: TableInput) -> Provenance {
    let seeds = runs.map(\.seed)
    return Provenance(
      members.flatMap { input.groups[input.combined[$0]].finished }
        .filter { seeds.contains($0.record.seed) }
        .compactMap { $0.predictionsSource(value: $0.reportedAccuracy?.value) }
    )
  }
}
