/// Timings side by side, each relative to the roof.
struct TimingTable {
  /// Operations per second that the same machine reached just before.
  private let roof: Double
  private var table = MarkdownTable(
    heading: ["work", "median, s", "range, s", "GFLOP/s", "of the roof"]
  )

  init(roof: Double) { self.roof = roof }

  /// Adds work of so many floating-point operations, counted as direct sums whatever the algorithm.
  mutating func add(_ name: String, _ timing: Timing, operations: Double) {
    func number(_ value: Double, _ digits: Int) -> String { MarkdownTable.number(value, digits) }
    let speed = operations / timing.median
    table.add([
      name, number(timing.median, 4),
      "\(number(timing.fastest, 4))–\(number(timing.slowest, 4))",
      number(speed / 1e9, 0), number(speed / roof, 2),
    ])
  }

  /// A Markdown table.
  var text: String { table.text }
}
