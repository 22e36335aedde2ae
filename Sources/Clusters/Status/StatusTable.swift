import Foundation

/// Statuses as lines for a person, in columns.
package struct StatusTable {
  private let cells: [CellStatus]
  private static let widest = 64

  package init(_ cells: [CellStatus]) { self.cells = cells }

  /// A heading for each experiment, a line for each run, and the totals.
  package var text: String {
    let rows = cells.map(Self.fields)
    let widths = (0..<(rows.first?.count ?? 0)).map { column in
      // What is longer moves the rest of its own line alone.
      min(rows.map { $0[column].count }.max() ?? 0, Self.widest)
    }
    var lines: [String] = []
    for (index, cell) in cells.enumerated() {
      if index == 0 || cells[index - 1].experiment != cell.experiment {
        lines.append(cell.experiment)
      }
      let columns = zip(rows[index], widths).filter { $1 > 0 }.map { text, width in
        text + String(repeating: " ", count: max(width - text.count, 0))
      }
      let line = "  " + columns.joined(separator: "  ")
      lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
    }
    return (lines + [totals]).joined(separator: "\n")
  }

  /// Such as `12 runs: 3 finished, 2 running, 7 waiting, 0 failed`.
  package var totals: String {
    let counts = [CellStatus.State.finished, .running, .waiting, .failed].map { state in
      "\(cells.count { $0.state == state }) \(state.rawValue)"
    }
    return "\(cells.count) run\(cells.count == 1 ? "" : "s"): \(counts.joined(separator: ", "))"
  }

  /// One run on a line of its own, for a log.
  package static func line(_ cell: CellStatus) -> String {
    "\(cell.experiment)/" + fields(cell).filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private static func fields(_ cell: CellStatus) -> [String] {
    let place = [cell.host, cell.job.map { "job \($0)" }].compactMap(\.self).joined(separator: " ")
    let isOver = cell.state == .finished
    let stages = isOver ? "" : "\(cell.stagesFinished) of \(cell.stages) stages"
    return [
      cell.run, cell.state.rawValue, stages, isOver ? "" : place, progress(cell), cell.settings,
    ]
  }

  private static func progress(_ cell: CellStatus) -> String {
    guard cell.state == .running, let stage = cell.stage else { return cell.reason ?? "" }
    var text = stage
    if let pass = cell.pass, let passes = cell.passes { text += " pass \(pass) of \(passes)" }
    if let step = cell.step, let steps = cell.steps { text += " step \(step) of \(steps)" }
    if let rate = cell.perHour {
      text += String(format: ", %.3g %@/h", rate, cell.passes == nil ? "steps" : "passes")
    }
    if let seconds = cell.secondsLeft { text += ", \(duration(seconds)) left" }
    return text
  }

  /// Such as `12 s`, `3 min` or `2 h 10 min`.
  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    let minutes = (whole + 59) / 60
    return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
