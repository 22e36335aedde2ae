import Experiments

/// The sentences about what published figures are of.
enum PublishedNotes {
  /// Says of which data set the published figures are, and that they are not ours' where they are not.
  static func notes(
    _ input: TableInput,
    _ dataset: PublishedDataset,
    preparation: String? = nil
  ) -> [ResultsTable.Footnote] {
    let groups = input.groups
    guard groups.contains(where: { input.shows(dataset, beside: [$0]) }) else {
      let note = "Published figures are of \(dataset.rawValue); --published sets them beside ours."
      return [.init(note, short: nil)]
    }
    let known = "Published figures are of \(dataset.rawValue)\(preparation.map { ", \($0)" } ?? "")"
    var others: [String] = []
    for data in groups.compactMap({ $0.anyRun?.record.data })
    where PublishedDataset(data) != dataset && input.showsPublished {
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
  static func cutBackbones(
    _ rows: [[RunGroup]],
    _ input: TableInput,
    _ dataset: PublishedDataset
  ) -> [ResultsTable.Footnote] {
    let cut = rows.indices.filter { row in
      input.shows(dataset, beside: rows[row])
        && rows[row].contains { $0.architecture?.contains(" ") ?? false }
    }
    guard !cut.isEmpty else { return [] }
    return [
      .init("Published figures are of the whole backbone, ours of a part of it.", rows: cut)
    ]
  }
}
