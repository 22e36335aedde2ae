import Experiments

/// How often a network is right beside how sure it says to be, as an SVG; bars on a diagonal.
struct ReliabilityDiagram {
  var calibration: Calibration

  private let size = 340.0
  private let margin = 46.0

  private func x(_ value: Double) -> Double { margin + value * (size - margin - 14) }
  private func y(_ value: Double) -> Double { size - margin - value * (size - margin - 30) }

  /// What the plot says, for those who do not see it.
  var summary: String {
    let filled = calibration.bins.enumerated().filter { $1.imageCount > 0 }
    return filled.map { index, bin in
      "sure of \(range(index)): right in \(Quantity.share.text(bin.accuracy)) % of "
        + "\(bin.imageCount) images"
    }
    .joined(separator: "; ") + "."
  }

  private func range(_ index: Int) -> String {
    let count = Double(calibration.bins.count)
    return "\(Digits.fixed(100 * Double(index) / count, 0)) to "
      + "\(Digits.fixed(100 * Double(index + 1) / count, 0)) %"
  }

  func svg(identifier: String) -> Markup {
    """
    <svg class="plot" viewBox="0 0 \(size) \(size)" role="img" \
    aria-labelledby="\(identifier)-title \(identifier)-description" \
    xmlns="http://www.w3.org/2000/svg" font-size="13">
    <title id="\(identifier)-title">Reliability diagram</title>
    <desc id="\(identifier)-description">\(summary)</desc>
    \(grid)\(bars)<line x1="\(x(0))" y1="\(y(0))" x2="\(x(1))" y2="\(y(1))" stroke-dasharray="6 5" \
    style="stroke:var(--muted, #57606a)"/>
    <text class="tick" x="0" y="13" style="fill:var(--muted, #57606a)">correct, %</text>
    <text class="tick" x="\((x(0) + x(1)) / 2)" y="\(size - 6)" text-anchor="middle" \
    style="fill:var(--muted, #57606a)">how sure the network is, %</text>
    </svg>

    """
  }

  private var grid: Markup {
    let lines = [0, 0.25, 0.5, 0.75, 1].map { value -> Markup in
      """
      <line x1="\(x(0))" x2="\(x(1))" y1="\(y(value))" y2="\(y(value))" \
      style="stroke:var(--line, #d8dde3)"/>\
      <text class="tick" x="\(margin - 6)" y="\(y(value) + 4.5)" text-anchor="end" \
      style="fill:var(--muted, #57606a)">\(Int(100 * value))</text>\
      <text class="tick" x="\(x(value))" y="\(size - margin + 18)" text-anchor="middle" \
      style="fill:var(--muted, #57606a)">\(Int(100 * value))</text>

      """
    }
    return "\(lines)"
  }

  private var bars: Markup {
    let width = 1 / Double(calibration.bins.count)
    let most = Double(calibration.bins.map(\.imageCount).max() ?? 1)
    let bars = calibration.bins.enumerated().map { index, bin -> Markup in
      guard bin.imageCount > 0 else { return "" }
      let left = Double(index) * width
      // Bins of few images are paler: their height means little.
      let strength = 0.35 + 0.65 * (Double(bin.imageCount) / most).squareRoot()
      return """
        <g><title>\(range(index)): \(bin.correctCount) of \(bin.imageCount) correct</title>\
        <rect x="\(x(left) + 1)" y="\(y(bin.accuracy))" width="\(x(left + width) - x(left) - 2)" \
        height="\(max(y(0) - y(bin.accuracy), 1))" fill-opacity="\(Digits.fixed(strength, 2))" \
        style="fill:var(--series-1, #0072b2)"/>\
        <line x1="\(x(left))" x2="\(x(left + width))" y1="\(y(bin.meanConfidence))" \
        y2="\(y(bin.meanConfidence))" stroke-width="2" style="stroke:var(--series-2, #b84a00)"/></g>

        """
    }
    return "\(bars)"
  }
}
