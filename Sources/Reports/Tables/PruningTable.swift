import Experiments
import Recipe

/// The table of a run's prunings: prototypes kept, and the accuracy around them.
package enum PruningTable {
  /// A row for every pruning; nil where nothing was pruned.
  ///
  /// A footnote tells the rule and, where `listsClasses`, how many prototypes each class kept.
  package static func table(_ run: LoadedRun, listsClasses: Bool = true) -> ResultsTable? {
    let stages = run.record.stages
    let indices = stages.indices.filter { stages[$0].pruning != nil }
    guard let first = indices.first else { return nil }
    return ResultsTable(
      caption: "Pruning",
      rowHeading: "stage",
      columns: columns(split: stages[first].evaluation.split),
      rows: indices.map { ResultsTable.Row(stages[$0].name, cells(run, $0)) },
      footnotes: indices.compactMap { index in
        guard let pruning = stages[index].pruning else { return nil }
        let rule =
          "\(stages[index].name): a prototype stays if \(pruning.threshold) of its "
          + "\(pruning.nearest) nearest images are of its class."
        guard listsClasses else { return ResultsTable.Footnote(rule) }
        let counts = zip(run.record.data.classNames, pruning.keptPerClass)
          .map { "\($0) \($1)" }.joined(separator: ", ")
        return ResultsTable.Footnote("\(rule) Kept: \(counts).")
      }
    )
  }

  /// The same over the seeds of several experiments.
  static let kind = SeedMerge.Kind(
    caption: "Pruning of prototypes whose nearest training images are of mixed classes",
    rowHeading: "pruning",
    columns: columns(split: "test"),
    absence: .notInSchedule,
    footnote: .init(
      "The paper's own figures are in section S8 of its supplement, which was not at hand.",
      short: nil
    ),
    table: { table($0, listsClasses: false) }
  )

  private static func columns(split: String) -> [ResultsTable.Column] {
    [
      .init("prototypes before", .count, meaning: "Prototypes before the pruning."),
      .init("kept", .count, meaning: "Prototypes whose nearest images are of their class."),
      .init("fewest of a class", .count, meaning: "Least number kept of a class."),
      .init("most of a class", .count, meaning: "Greatest number kept of a class."),
      .init("accuracy before", .share, meaning: "Accuracy before, \(split) split."),
      .init("accuracy after", .share, meaning: "Accuracy after, \(split) split."),
      .init("re-optimised", .share, meaning: "Accuracy after the last-layer stage that follows."),
    ]
  }

  private static func cells(_ run: LoadedRun, _ index: Int) -> [ResultsTable.Cell] {
    let stages = run.record.stages
    let stage = stages[index]
    guard let pruning = stage.pruning else { return [] }
    func count(_ field: String, _ value: Int) -> ResultsTable.Cell {
      run.cell(Double(value), .count, field: "pruning.\(field)", stage: index, split: "projection")
    }
    let before = pruning.correctCountBefore.map { correct in
      run.cell(
        Double(correct) / Double(max(stage.evaluation.imageCount, 1)),
        .share,
        field: "pruning.correctCountBefore / evaluation.imageCount",
        stage: index,
        split: stage.evaluation.split
      )
    }
    func accuracy(_ index: Int) -> ResultsTable.Cell {
      run.cell(
        stages[index].evaluation.accuracy,
        .share,
        field: "evaluation.correctCount / imageCount",
        stage: index,
        split: stages[index].evaluation.split
      )
    }
    let next = index + 1
    let isOptimizedAgain =
      next < stages.count && stages[next].id.kind == .lastLayer
    return [
      count("prototypeCountBefore", pruning.prototypeCountBefore),
      count("kept", pruning.kept.count),
      count("keptPerClass", pruning.keptPerClass.min() ?? 0),
      count("keptPerClass", pruning.keptPerClass.max() ?? 0),
      before ?? .notRun,
      accuracy(index),
      isOptimizedAgain ? accuracy(next) : .notRun,
    ]
  }
}
