import Experiments
import Recipe

/// The cells of a matrix beside the first one, on the same test images.
enum AblationTable {
  static func pairs(_ input: TableInput) -> [TableInput.Pair] {
    input.groups.indices.dropFirst().map { .init(first: 0, second: $0) }
  }

  private static let costs: [Measure] = [.cluster, .separation]
  private static let prototypes: [Measure] = [.prototypeCount, .duplicateCount, .onObjectShare]

  static func table(_ input: TableInput) -> ResultsTable {
    ResultsTable(
      caption: "Ablation",
      rowHeading: "experiment",
      columns: [Measure.finalAccuracy.column]
        + ComparisonCells.columns(
          "difference to row 1",
          meaning: "Final accuracy minus that of the first row, for each common seed."
        )
        + costs.map(\.column) + [
          .init(
            "by projection",
            .points,
            meaning: "Test accuracy after the last projection minus before it."
          )
        ] + prototypes.map(\.column) + [
          .init("seeds", nil, meaning: "Finished runs of the declared seeds.", numbers: .seeds)
        ],
      rows: input.groups.indices.map { index in
        let group = input.groups[index]
        return ResultsTable.Row(
          group.title,
          [group.cell(.finalAccuracy)] + comparison(input, index) + costs.map(group.cell)
            + [SeedMerge.cell(group.finished.map(projectionChange))]
            + prototypes.map(group.cell) + [group.seeds]
        )
      },
      footnotes: Footnotes.of(input.groups.map { [$0] }) + [Footnotes.pairs]
    )
  }

  private static func comparison(_ input: TableInput, _ index: Int) -> [ResultsTable.Cell] {
    guard index > 0 else { return ComparisonCells.cells("reference") }
    return ComparisonCells(
      first: input.groups[0],
      second: input.groups[index],
      comparison: input.comparison(0, index)
    ).cells
  }

  /// What the last projection did to a run's accuracy.
  static func projectionChange(_ run: LoadedRun) -> ResultsTable.Cell {
    guard run.record.hasPrototypes else { return .init(.missing(.notApplicable)) }
    let last = run.record.stages.lastIndex { $0.id.kind == .projection }
    guard let last, last > 0 else { return .init(.missing(.notInSchedule)) }
    return run.changeCell(from: last - 1, to: last)
  }
}
