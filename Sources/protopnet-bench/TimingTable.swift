import Foundation

/// Timings side by side, each relative to the roof.
struct TimingTable {
  /// Operations per second that the same machine reached just before.
  private let roof: Double
  private var rows: [[String]] = [
    ["work", "median, s", "range, s", "GFLOP/s", "of the roof"]
  ]

  init(roof: Double) { self.roof = roof }

  /// Adds work of so many floating-point operations, counted as direct sums whatever the algorithm.
  mutating func add(_ name: String, _ timing: Timing, operations: Double) {
    let speed = operations / timing.median
    rows.append([
      name, Self.number(timing.median, 4),
      "\(Self.number(timing.fastest, 4))–\(Self.number(timing.slowest, 4))",
      Self.number(speed / 1e9, 0), Self.number(speed / roof, 2),
    ])
  }

  /// A Markdown table.
  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      return "| \(padded.joined(separator: " | ")) |"
    }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) + "|" }.joined()
    return ([line(rows[0]), rule] + rows.dropFirst().map(line)).joined(separator: "\n")
  }

  private static func number(_ value: Double, _ digits: Int) -> String {
    value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never)
        .locale(Locale(identifier: "en_US_POSIX"))
    )
  }
}
