import Experiments

/// The settings of a matrix by their accuracy on the folds of a cross-validation.
enum CrossValidationTable {
  /// A cell of the matrix with all its folds.
  private struct Candidate {
    var settings: [RunSet.Setting]
    var groups: [RunGroup]

    var title: String { settings.isEmpty ? groups[0].title : RunSet.title(settings) }

    /// Whether every fold has a finished run of every seed.
    var isComplete: Bool {
      groups.allSatisfy { $0.missingSeeds.isEmpty && !$0.finished.isEmpty }
    }

    /// The accuracy on the fold that a run left out, of all runs.
    var accuracy: ResultsTable.Cell { SeedMerge.cell(groups.flatMap(\.finished).map(validation)) }

    private func validation(_ run: LoadedRun) -> ResultsTable.Cell? {
      guard let index = run.record.reportedStage,
        let validation = run.record.stages[index].validation
      else { return nil }
      return run.cell(
        validation.accuracy,
        .share,
        field: "validation.correctCount / imageCount",
        stage: index,
        split: validation.split
      )
    }

    var mean: Double? {
      if case .estimate(let estimate, _) = accuracy.content { estimate.mean } else { nil }
    }

    var folds: ResultsTable.Cell {
      let count = groups.count { !$0.finished.isEmpty }
      return ResultsTable.Cell(
        .text("\(count) of \(groups.count)"),
        numbers: [
          .init("finished", .count, Double(count)), .init("all", .count, Double(groups.count)),
        ]
      )
    }
  }

  private static let method =
    "Mean ± standard deviation over the folds and seeds; each figure is of training pictures that the "
    + "run did not see. The best mean is chosen, once all folds are finished; the test split has no "
    + "part in it."

  /// Whether any of the runs left a fold out.
  static func hasFolds(_ input: TableInput) -> Bool {
    input.groups.contains { $0.settings.contains { $0.key == CrossValidation.axisKey } }
  }

  static func table(_ input: TableInput) -> ResultsTable {
    let candidates = candidates(input.groups)
    let best = candidates.allSatisfy(\.isComplete) ? candidates.compactMap(\.mean).max() : nil
    return ResultsTable(
      caption: "Cross-validation",
      rowHeading: "setting",
      columns: [
        .init("validation", .share, meaning: "Accuracy on the left-out fold, reported stage."),
        .init("choice", nil, meaning: "The setting with the best mean."),
        .init(
          "folds",
          nil,
          meaning: "Folds with a finished run.",
          numbers: [.init("finished", .count), .init("all", .count)]
        ),
      ],
      rows: candidates.map { candidate in
        let choice: ResultsTable.Cell =
          if let best { .init(.text(candidate.mean == best ? "chosen" : "–")) } else { .notRun }
        return ResultsTable.Row(candidate.title, [candidate.accuracy, choice, candidate.folds])
      },
      footnotes: [
        .init(
          method,
          short: "The best mean over the folds is chosen; the test split has no part in it."
        )
      ] + Footnotes.of(candidates.map(\.groups))
    )
  }

  private static func candidates(_ groups: [RunGroup]) -> [Candidate] {
    groups.reduce(into: []) { candidates, group in
      let settings = group.settings.filter { $0.key != CrossValidation.axisKey }
      let isFold = settings.count < group.settings.count
      if isFold, let index = candidates.firstIndex(where: { $0.settings == settings }) {
        candidates[index].groups.append(group)
      } else {
        candidates.append(Candidate(settings: settings, groups: [group]))
      }
    }
  }
}
