import Experiments

/// The sentences about what published figures are of.
enum PublishedNotes {
  /// Says of which data set the published figures are, and that they are not ours' where they are not.
  static func notes(
    _ input: TableInput,
    _ dataset: PublishedDataset,
    preparation: String? = nil
  ) -> [ResultsTable.Footnote] {
    let preparation = preparation.map { ", \($0)" } ?? ""
    let known =
      "Published figures are of \(dataset.rawValue)\(preparation)"
    let records = input.groups.compactMap { $0.anyRun?.record.data }
    var others: [String] = []
    for data in records where PublishedDataset(data) != dataset {
      let text = description(data)
      if !others.contains(text) { others.append(text) }
    }
    guard !others.isEmpty else { return [.init("\(known).")] }
    return [
      .init(
        "\(known), and stand here for orientation only: ours are of other pictures "
          + "(\(others.joined(separator: "; ")))."
      )
    ]
  }

  /// `17 classes, 340 test images`; a folder's name tells nobody what is in it.
  static func description(_ data: RunRecord.DataSummary) -> String {
    let count = data.splits.first { $0.name == "test" }?.imageCount
    return "\(data.classNames.count) classes"
      + (count.map { ", \($0) test images" } ?? "")
  }

  /// Marks the rows whose backbone is a part of the published one.
  static func cutBackbones(_ rows: [[RunGroup]]) -> [ResultsTable.Footnote] {
    let cut = rows.indices.filter { row in
      rows[row].contains { $0.architecture?.contains(" ") ?? false }
    }
    guard !cut.isEmpty else { return [] }
    return [
      .init("Published figures are of the whole backbone, ours of a part of it.", rows: cut)
    ]
  }
}
