import Foundation
import Recipe

/// Comparisons as rows of a Markdown table.
enum ComparisonTable {
  static let heading = """
    | network | work | batch | precision | ours, s | best float32 peer | s | times as fast \
    | best peer of all | s | times as fast | memory ratio |
    |---|---|---:|---|---:|---|---:|---:|---|---:|---:|---:|
    """

  /// A line for each precision of ours.
  static func lines(of comparison: CompareCommand.Comparison) -> [String] {
    let exact = comparison.peers.filter { $0.precision == .float32 }
    return comparison.ours.map { ours in
      let start = [
        ours.architecture, ours.work.rawValue, "\(ours.batchSize)", ours.precision.rawValue,
        MarkdownTable.number(ours.median, 4),
      ]
      let ofClass = ours.precision == .float32 ? exact : comparison.peers
      let memory = ofClass.map { $0.peakMegabytes - $0.baseMegabytes }.min()
        .map { MarkdownTable.number(ours.peakMegabytes / $0, 2) }
      let cells = start + cells(exact, ours) + cells(comparison.peers, ours) + [memory ?? "not run"]
      return "| \(cells.joined(separator: " | ")) |"
    }
  }

  /// The best of some peers, its time, and how many times as fast ours is.
  private static func cells(_ peers: [Measurement], _ ours: Measurement) -> [String] {
    guard let best = peers.min(by: { $0.median < $1.median }) else {
      return ["not run", "", ""]
    }
    return [
      best.engine, MarkdownTable.number(best.median, 4),
      MarkdownTable.number(best.median / ours.median, 2),
    ]
  }
}
