import Experiments

/// The tables about Theorem 2.1 and the direct certificate, a row for every checked projection.
package enum ProjectionCheckTable {
  /// The stages of a run whose projection was checked.
  package static func stages(_ run: LoadedRun) -> [Int] {
    run.record.stages.indices.filter { run.record.stages[$0].projectionCheck != nil }
  }

  /// The share of images, and of pairs of an image and a prototype, that meet each premise.
  package static func premises(_ run: LoadedRun) -> ResultsTable {
    ResultsTable(
      caption: premiseCaption,
      rowHeading: "stage",
      columns: premiseColumns,
      rows: stages(run).compactMap { index in
        guard let check = run.record.stages[index].projectionCheck else { return nil }
        func share(_ field: String, _ count: Int, _ all: Int) -> ResultsTable.Cell {
          run.cell(
            Double(count) / Double(max(all, 1)),
            .share,
            field: "projectionCheck.\(field)",
            stage: index,
            split: check.split
          )
        }
        let premises = check.premises.enumerated()
        return ResultsTable.Row(
          run.record.stages[index].name,
          premises.compactMap { number, premise in
            guard let met = premise.metPairCount, let all = premise.pairCount else { return nil }
            let field = "premises[\(number)].metPairCount / premises[\(number)].pairCount"
            return share(field, met, all)
          }
            + premises.map { number, premise in
              share(
                "premises[\(number)].imageCount / imageCount",
                premise.imageCount,
                check.imageCount
              )
            } + [
              share("feasibleCount / imageCount", check.feasibleCount, check.imageCount),
              share("premisesHoldCount / imageCount", check.premisesHoldCount, check.imageCount),
            ]
        )
      },
      footnotes: [
        .init(
          "A4 is counted for the network’s own last layer; the theorem is checked with the last layer "
            + "of A4 whatever the network’s is.",
          short: nil
        )
      ]
    )
  }

  private static let premiseCaption = "Premises of Theorem 2.1"
  private static let certificateCaption = "What is certified, and what happened"

  /// The same over the seeds of several experiments.
  static let premiseKind = SeedMerge.Kind(
    caption: premiseCaption,
    rowHeading: "stage",
    columns: premiseColumns,
    absence: .notChecked,
    table: premises
  )
  static let certificateKind = SeedMerge.Kind(
    caption: certificateCaption,
    rowHeading: "stage, last layer",
    columns: certificateColumns,
    absence: .notChecked,
    table: certificates
  )

  private static let premiseColumns: [ResultsTable.Column] =
    ["A1", "A2a", "A2b"].map {
      .init("\($0), pairs", .share, meaning: "\(about($0)): pairs of an image and a prototype.")
    }
    + ["A1", "A2a", "A2b", "A3", "A4"].map {
      .init($0, .share, meaning: "\(about($0)): images.")
    } + [
      .init("one δ", .share, meaning: "Images with one δ that meets A2a and A2b."),
      .init("A1 to A3", .share, meaning: "Images that meet every premise but A4."),
    ]

  private static let certificateColumns: [ResultsTable.Column] = [
    .init("accuracy before", .share, meaning: "Accuracy before the projection."),
    .init("accuracy after", .share, meaning: "Accuracy after the projection."),
    .init("unchanged", .share, meaning: "Images whose predicted class stayed."),
    .init("Theorem 2.1", .share, meaning: "Images that the theorem certifies."),
    .init("sharper form", .share, meaning: "Images that the theorem's sharper form certifies."),
    .init("direct", .share, meaning: "Images that the direct certificate certifies."),
    .init("median radius", .cost, meaning: "Median of the certified projection radius."),
    .init("largest shift", .cost, meaning: "‖after − before‖ of the farthest prototype."),
  ]

  private static func about(_ premise: String) -> String {
    switch premise {
    case "A1": "The nearest patch to a prototype stays the nearest one"
    case "A2a": "A prototype of another class moves little beside its distance"
    case "A2b": "A prototype of the image’s class moves little and is near"
    case "A3": "Every class has as many prototypes"
    default: "The last layer is 1 to the own class and 0 to others"
    }
  }

  /// What the theorem and the certificate guarantee beside what happened, for both last layers.
  package static func certificates(_ run: LoadedRun) -> ResultsTable {
    ResultsTable(
      caption: certificateCaption,
      rowHeading: "stage, last layer",
      columns: certificateColumns,
      rows: stages(run).flatMap { rows(run, $0) },
      footnotes: [
        .init(
          "The sharper form needs neither A1 nor the √ε of A2a nor nearness, and half the lead. "
            + "All of it is in double precision on exact distances. The direct certificate takes any last "
            + "layer and needs no premise; a prediction stays certified while every prototype moves by "
            + "less than the radius.",
          short:
            "Direct: our certificate, for any last layer; it holds while every prototype moves by less "
            + "than the radius."
        )
      ]
    )
  }

  private static func rows(_ run: LoadedRun, _ index: Int) -> [ResultsTable.Row] {
    let stage = run.record.stages[index]
    guard let check = stage.projectionCheck else { return [] }
    func cell(_ field: String, _ value: Double, _ quantity: Quantity) -> ResultsTable.Cell {
      let field = "projectionCheck.\(field)"
      return run.cell(value, quantity, field: field, stage: index, split: check.split)
    }
    func share(_ field: String, _ count: Int) -> ResultsTable.Cell {
      let value = Double(count) / Double(max(check.imageCount, 1))
      return cell("\(field) / imageCount", value, .share)
    }
    func layer(
      _ name: String,
      _ field: String,
      _ layer: StageRecord.ProjectionCheck.LastLayer,
      _ theorem: [ResultsTable.Cell]
    ) -> ResultsTable.Row {
      ResultsTable.Row(
        "\(stage.name), \(name)",
        [
          share("\(field).correctBefore", layer.correctBefore),
          share("\(field).correctAfter", layer.correctAfter),
          share("\(field).unchangedCount", layer.unchangedCount),
        ] + theorem + [
          share("\(field).certifiedCount", layer.certifiedCount),
          cell("\(field).medianRadius", layer.medianRadius, .cost),
          cell("greatestShift", check.greatestShift, .cost),
        ]
      )
    }
    let certified = [
      share("certifiedCount", check.certifiedCount),
      check.sharperCertifiedCount.map { share("sharperCertifiedCount", $0) }
        ?? .init(.missing(.notChecked)),
    ]
    let meetsA4 = check.premises.last?.imageCount == check.imageCount
    return [
      layer("1 and 0", "theoremLastLayer", check.theoremLastLayer, certified),
      layer(
        "its own",
        "ownLastLayer",
        check.ownLastLayer,
        meetsA4 ? certified : certified.map { _ in .init(.text("A4 fails")) }
      ),
    ]
  }
}
