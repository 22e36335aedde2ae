import Experiments
import Recipe

/// Two experiments' runs side by side: how their settings differ, each stage, and the same test images.
package enum ComparisonTables {
  /// What of their predictions the tables need.
  package static let pair = TableInput.Pair(first: 0, second: 1)

  /// The tables of exactly two groups of runs.
  ///
  /// - Throws: ``ReportError`` for a run whose experiment cannot be read.
  package static func tables(_ input: TableInput) throws(ReportError) -> [ResultsTable] {
    precondition(input.groups.count == 2, "\(input.groups.count) groups to compare")
    let names = zip(input.groups, ["First", "Second"]).map { group, place in
      let runs = group.finished.map(\.record.runID)
      return "\(place): \(group.title), \(runs.isEmpty ? "not run" : runs.joined(separator: ", "))."
    }
    var tables = [
      try settings(input.groups, names), stages(input.groups), predictions(input),
    ]
    for (index, name) in ["settings", "stages", "predictions"].enumerated() {
      tables[index].name = name
    }
    return tables
  }

  // MARK: - Settings

  private static func settings(
    _ groups: [RunGroup],
    _ names: [String]
  ) throws(ReportError) -> ResultsTable {
    let first = try groups[0].declaredExperiment()?.settings ?? []
    let second = try groups[1].declaredExperiment()?.settings ?? []
    // Seeds are compared one by one, and names and notes decide nothing.
    let differing = Experiment.differences(first, second).filter {
      !["name", "description", "seeds"].contains($0.key)
    }
    return ResultsTable(
      caption: "Settings that differ",
      rowHeading: "key",
      columns: ["first", "second"].map { .init($0, nil, meaning: "The resolved value.") },
      rows: differing.map { key, first, second in
        ResultsTable.Row(
          key,
          [first, second].map { .init($0.map { .text($0) } ?? .missing(.notGiven)) }
        )
      },
      footnotes: names.map { .init($0) }
        + (differing.isEmpty ? [.init("The settings are the same.")] : [])
    )
  }

  // MARK: - Stages

  private static func stages(_ groups: [RunGroup]) -> ResultsTable {
    // In the order of the longer schedule.
    let titles = groups.flatMap(\.finished).map(\.record.stages).sorted { $0.count > $1.count }
      .flatMap(\.self).map(\.name)
      .reduce(into: [String]()) { titles, title in
        if !titles.contains(title) { titles.append(title) }
      }
    let measures: [(String, Quantity, String, (StageRecord.Evaluation) -> Double?)] =
      [
        ("accuracy", .share, "correctCount / imageCount", \.accuracy)
      ] + CostTerm.evaluated.map { term in (term.title, .cost, term.rawValue, { $0.costs[term] }) }
    return ResultsTable(
      caption: "Stage by stage",
      rowHeading: "stage",
      columns: measures.flatMap { name, quantity, _, _ in
        ["first", "second"].map {
          ResultsTable.Column("\(name), \($0)", quantity, meaning: "After the stage, test split.")
        }
      },
      rows: titles.map { title in
        ResultsTable.Row(
          title,
          measures.flatMap { _, quantity, field, value in
            groups.map { group in
              let cells = group.finished.map { $0.cell(title, quantity, field, value) }
              let isAbsent = !cells.isEmpty && cells.allSatisfy { $0 == nil }
              return isAbsent ? .init(.missing(.notInSchedule)) : SeedMerge.cell(cells)
            }
          }
        )
      },
      footnotes: Footnotes.ofAll([groups])
    )
  }

  // MARK: - The same images

  private static func predictions(_ input: TableInput) -> ResultsTable {
    let comparison = input.comparison(pair.first, pair.second)
    let counts: [ResultsTable.Cell] =
      switch comparison {
      case .success(let comparison):
        [\PairedComparison.Pair.onlyFirst, \.onlySecond].map { count in
          .init(
            .text(comparison.pairs.map { "\($0[keyPath: count])" }.joined(separator: ", ")),
            numbers: comparison.numbers(.count) { Double($0[keyPath: count]) }
          )
        }
      case .failure(let absence):
        [.init(.missing(.init(absence))), .init(.missing(.init(absence)))]
      }
    return ResultsTable(
      caption: "On the same test images",
      rowHeading: "reported stages",
      columns: ComparisonCells.columns(
        "difference",
        meaning: "Accuracy of the second minus that of the first, for each common seed."
      ) + [
        .init("only first right", nil, meaning: "Images that only the first classifies correctly."),
        .init("only second right", nil, meaning: "The same of the second."),
      ],
      rows: [
        ResultsTable.Row(
          "second against first",
          ComparisonCells(
            first: input.groups[0],
            second: input.groups[1],
            comparison: comparison
          ).cells + counts
        )
      ],
      footnotes: [Footnotes.pairs]
    )
  }
}

extension LoadedRun {
  /// A figure of the evaluation after a stage; nil where the run has no such stage.
  fileprivate func cell(
    _ stage: String,
    _ quantity: Quantity,
    _ field: String,
    _ value: (StageRecord.Evaluation) -> Double?
  ) -> ResultsTable.Cell? {
    guard let index = record.stages.firstIndex(where: { $0.name == stage }) else { return nil }
    let evaluation = record.stages[index].evaluation
    guard let value = value(evaluation) else { return .init(.missing(evaluation.absenceOfCost)) }
    let field = "evaluation.\(field)"
    return cell(value, quantity, field: field, stage: index, split: evaluation.split)
  }
}
