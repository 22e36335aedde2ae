/// How a row's runs deviate from the released code's recipe, each deviation told once for all rows.
struct Deviations: Equatable, Sendable {
  /// The sentences about the row; rows that share a deviation share its sentence.
  var texts: [String]
  /// A sentence about all rows' deviations together.
  var short: String?

  static let none = Deviations(texts: [], short: nil)

  /// Deviations of each row → sentences of each row.
  static func of(_ rows: [[String]]) -> [Deviations] {
    var owners: [(deviation: String, rows: [Int])] = []
    for (row, deviations) in rows.enumerated() {
      for deviation in deviations {
        if let index = owners.firstIndex(where: { $0.deviation == deviation }) {
          if !owners[index].rows.contains(row) { owners[index].rows.append(row) }
        } else {
          owners.append((deviation, [row]))
        }
      }
    }
    guard !owners.isEmpty else { return rows.map { _ in .none } }
    // Deviations of the same rows are one sentence; those of most rows first.
    var sets: [(rows: [Int], deviations: [String])] = []
    for (deviation, rows) in owners {
      if let index = sets.firstIndex(where: { $0.rows == rows }) {
        sets[index].deviations.append(deviation)
      } else {
        sets.append((rows, [deviation]))
      }
    }
    sets.sort { ($0.rows.count, $1.rows[0]) > ($1.rows.count, $0.rows[0]) }
    let count = owners.count
    let short =
      "Not the released code's recipe: \(count) \(count == 1 ? "setting" : "settings") in all, "
      + "which --notes full lists."
    return rows.indices.map { row in
      let texts = sets.filter { $0.rows.contains(row) }.map { set in
        "Not the released code's recipe, whose values stand in brackets: "
          + set.deviations.joined(separator: "; ") + "."
      }
      return Deviations(texts: texts, short: texts.isEmpty ? nil : short)
    }
  }
}
