import Clusters
import Files
import Foundation

/// Shows statuses again and again: in one place of a terminal, and line by line, where they change, elsewhere.
final class StatusScreen {
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var drawnLines = 0
  private var told: [String: String] = [:]

  func show(_ cells: [CellStatus]) {
    let table = StatusTable(cells)
    guard isTerminal else { return tell(cells, totals: table.totals) }
    let lines = table.text.split(separator: "\n", omittingEmptySubsequences: false)
    let (width, height) = Self.size
    // What is taller than the screen could not be drawn over; the totals stay.
    let shown =
      lines.count < height ? lines : lines.prefix(max(height - 3, 0)) + ["  …"] + lines.suffix(1)
    let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)A" : ""
    let text = shown.map { "\u{1B}[K\($0.prefix(width))\n" }.joined()
    drawnLines = shown.count
    FileHandle.standardOutput.write(Data("\(up)\(text)\u{1B}[J".utf8))
  }

  private func tell(_ cells: [CellStatus], totals: String) {
    var hasChanged = false
    for cell in cells {
      let (name, line) = ("\(cell.experiment)/\(cell.run)", StatusTable.line(cell))
      guard told.updateValue(line, forKey: name) != line else { continue }
      hasChanged = true
      Console.print(line)
    }
    if hasChanged { Console.print(totals) }
  }

  /// The terminal's columns and lines.
  private static var size: (width: Int, height: Int) {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
      size.ws_row > 0
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
