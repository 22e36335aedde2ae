import Experiments
import Recipe

/// The sentences under the table over experiments.
enum Footnotes {
  static let selection =
    "Every figure is of the checkpoint after the stage it names, and the final one is the last "
    + "stage of the schedule: nothing was chosen on the test split."

  private static let shortSelection =
    "Figures are of the schedule's last stage; nothing was chosen on the test split."

  /// What was chosen, and on which images: the answer to whether a figure may be compared.
  static func selection(of record: RunRecord) -> String {
    let stage = record.hasPrototypes ? "projected stage" : "stage"
    return switch record.selection {
    case nil, .lastStage: selection
    case .test:
      "Chosen on the test split: the final figures are of the \(stage) with the highest test "
        + "accuracy, as the released code's are, and so are too good."
    case .validation:
      "Chosen on the validation split: the final figures are of the \(stage) with the highest "
        + "validation accuracy; the test split had no part in it."
    }
  }

  /// What ± means, where there is one.
  static func deviation(_ groups: [RunGroup]) -> ResultsTable.Footnote {
    .init(
      "± is the standard deviation over the seeds (n - 1); a figure without it is of one seed, "
        + "or a count on which all seeds agree.",
      short: groups.allSatisfy { $0.finished.count < 2 }
        ? "Figures are of one seed each." : "±: standard deviation over the seeds (n - 1)."
    )
  }

  /// What intervals and p-values are.
  static let pairs = ResultsTable.Footnote(
    PairedComparison.method,
    short: PairedComparison.shortMethod
  )

  /// What limits each row, and what was chosen; one list of groups for each row.
  static func of(_ rows: [[RunGroup]]) -> [ResultsTable.Footnote] {
    var notes: [ResultsTable.Footnote] = []
    // Of notes in full, these are none.
    var standIns: [ResultsTable.Footnote] = []
    func add(_ text: String, short: String?, row: Int) {
      if let index = notes.firstIndex(where: { $0.text == text && $0.short == short }) {
        if !notes[index].rows.contains(row) { notes[index].rows.append(row) }
      } else {
        notes.append(ResultsTable.Footnote(text, short: short, rows: [row]))
      }
    }

    for (row, groups) in rows.enumerated() {
      for group in groups {
        for text in limits(of: group) { add(text, short: text, row: row) }
        for text in group.deviations.texts { add(text, short: nil, row: row) }
        if let short = group.deviations.short {
          standIns.append(ResultsTable.Footnote("", short: short, rows: [row]))
        }
        for run in group.finished {
          for warning in run.record.warnings {
            add("Warning: \(warning)", short: "Warning: \(warning)", row: row)
          }
        }
      }
    }
    return notes + selections(of: rows) + [deviation(rows.flatMap(\.self))] + standIns
  }

  /// The same notes, all of them about the whole table.
  static func ofAll(_ rows: [[RunGroup]]) -> [ResultsTable.Footnote] { of(rows).map(whole) }

  private static func whole(_ note: ResultsTable.Footnote) -> ResultsTable.Footnote {
    .init(note.text, short: note.short)
  }

  /// What was chosen over all rows, about the whole table.
  static func selections(ofAll groups: [RunGroup]) -> [ResultsTable.Footnote] {
    selections(of: [groups]).map(whole)
  }

  /// What was chosen, once for the whole table where all rows agree, and by rows elsewhere.
  static func selections(of all: [[RunGroup]]) -> [ResultsTable.Footnote] {
    var rows: [(text: String, rows: [Int])] = []
    for (row, groups) in all.enumerated() {
      for group in groups {
        guard let record = group.finished.first?.record else { continue }
        let text = selection(of: record)
        if let index = rows.firstIndex(where: { $0.text == text }) {
          if !rows[index].rows.contains(row) { rows[index].rows.append(row) }
        } else {
          rows.append((text, [row]))
        }
      }
    }
    let none = ResultsTable.Footnote(selection, short: shortSelection)
    if rows.allSatisfy({ $0.text == selection }) { return [none] }
    return rows.map { text, rows in
      ResultsTable.Footnote(text, short: text == selection ? shortSelection : text, rows: rows)
    }
  }

  /// What is missing from a row, and what its runs do not have in common.
  private static func limits(of group: RunGroup) -> [String] {
    var texts: [String] = []
    let unfinishedSeeds = group.unfinished.map(\.record.seed)
    let absent = group.missingSeeds.filter { !unfinishedSeeds.contains($0) }
    if !absent.isEmpty { texts.append("Not run: \(seeds(absent)).") }
    for run in group.unfinished {
      let stage = run.record.stages.last.map { "after \($0.name)" } ?? "before its first stage"
      texts.append("Unfinished and left out: \(seeds([run.record.seed])), stands \(stage).")
    }
    if !group.undeclared.isEmpty {
      let left = seeds(group.undeclared.map(\.record.seed))
      texts.append("Left out, as the experiment does not declare it: \(left).")
    }
    guard let first = group.finished.first?.record else { return texts }
    let records = group.finished.map(\.record)
    if records.contains(where: { $0.environment != first.environment }) {
      texts.append(
        "Warning: the seeds were computed by different programs or on different machines."
      )
    }
    if records.contains(where: { $0.data != first.data }) {
      texts.append("Warning: the seeds did not read the same images.")
    }
    let splits = Set(records.flatMap(\.stages).map(\.evaluation.split)).subtracting(["test"])
    for split in splits.sorted() {
      texts.append("Warning: evaluated on the split '\(split)' instead of the test split.")
    }
    return texts
  }

  private static func seeds(_ seeds: [UInt64]) -> String {
    (seeds.count == 1 ? "seed " : "seeds ") + seeds.map(String.init).joined(separator: ", ")
  }
}
