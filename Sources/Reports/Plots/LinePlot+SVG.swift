import Foundation

extension LinePlot {
  /// The plot as inline SVG; colours come from the page's style, with light ones as a fallback.
  ///
  /// The identifier, of the title and the description, is unlike every other on the page.
  package func svg(width: Double, height: Double, identifier: String) -> Markup {
    drawing(width: width, height: height)?.element(identifier, "")
      ?? "<p class=\"missing\">\(title): not run.</p>\n"
  }

  /// The plot as an SVG file of its own, on white; nil where there is nothing to draw.
  package func file(width: Double, height: Double) -> Markup? {
    drawing(width: width, height: height)?.element(
      "plot",
      """
       width="\(width)" height="\(height)" font-family="system-ui, 'DejaVu Sans', sans-serif" \
      style="background:#ffffff"
      """
    )
  }

  private func drawing(width: Double, height: Double) -> Drawing? {
    guard let (range, ticks) = vertical() else { return nil }
    var frame = Frame(width: width, height: height, hasRibbon: !horizontal.bands.isEmpty)
    let labels = series.indices.compactMap { directLabel($0, isWide: frame.isWide) }
    // The least margin lets plots under one another share their horizontal axis.
    let longest = labels.map { Drawing.extent($0, isBold: true) }.max() ?? 0
    frame.margin = max(frame.isWide ? 146 : 66, 14 + longest)
    frame.legendRowCount = (Drawing.legendPlaces(series, width: width).last?.row ?? 0) + 1
    return Drawing(plot: self, frame: frame, range: range, ticks: ticks)
  }

  /// Where things lie, in user units.
  struct Frame {
    var width: Double
    var height: Double
    var hasRibbon: Bool
    /// What the direct labels need at the right.
    var margin = 0.0
    /// Lines of the legend above the plot.
    var legendRowCount = 1

    var isWide: Bool { width >= 600 }
    var left: Double { 52 }
    var right: Double { width - margin }
    var top: Double { 40 + 18 * Double(legendRowCount) }
    var bottom: Double { height - (hasRibbon ? 64 : 42) }
  }

  /// A plot in a frame; its methods give one layer each.
  struct Drawing {
    var plot: LinePlot
    var frame: Frame
    var range: ClosedRange<Double>
    /// Of the vertical axis.
    var ticks: [Double]

    /// The whole plot, with more attributes of its root.
    func element(_ identifier: String, _ attributes: Markup) -> Markup {
      """
      <svg class="plot" viewBox="0 0 \(frame.width) \(frame.height)" role="img" \
      aria-labelledby="\(identifier)-title \(identifier)-description" \
      xmlns="http://www.w3.org/2000/svg" font-size="13"\(attributes)>
      <title id="\(identifier)-title">\(plot.title)</title>
      <desc id="\(identifier)-description">\(plot.summary)</desc>
      \(grid())\(ribbon())\(horizontalTicks())\
      \(lines())\(marks())\(remarks())\(directLabels())\(legend())</svg>

      """
    }

    func x(_ value: Double) -> Double {
      let axis = plot.horizontal
      let share = (value - axis.lower) / max(axis.upper - axis.lower, .leastNormalMagnitude)
      return frame.left + share * (frame.right - frame.left)
    }

    func y(_ value: Double) -> Double {
      let share =
        switch plot.scale {
        case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        case .logarithmic:
          log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
        }
      return frame.bottom - share * (frame.bottom - frame.top)
    }

    static func color(_ index: Int) -> String {
      let fallback = ["#0072b2", "#b84a00", "#00794f", "#8a4a86"]
      return "var(--series-\(index % 4 + 1), \(fallback[index % 4]))"
    }

    /// The width of a text at the plot's font size, a little generous.
    static func extent(_ text: String, size: Double = 13, isBold: Bool = false) -> Double {
      Double(text.count) * size * (isBold ? 0.64 : 0.58)
    }

    func grid() -> Markup {
      let lines = ticks.map { tick -> Markup in
        """
        <line class="grid" x1="\(frame.left)" x2="\(frame.right)" y1="\(y(tick))" y2="\(y(tick))" \
        style="stroke:var(--line, #d8dde3)"/>
        <text class="tick" x="\(frame.left - 8)" y="\(y(tick) + 4.5)" text-anchor="end" \
        style="fill:var(--muted, #57606a)">\(label(tick))</text>

        """
      }
      return """
        \(lines)<text class="tick" x="0" y="\(frame.top - 15)" \
        style="fill:var(--muted, #57606a)">\(plot.valueLabel)</text>

        """
    }

    /// A tick's number without needless zeros.
    private func label(_ tick: Double) -> String {
      let value = plot.quantity.scaled(tick)
      guard value == 0 || (1e-3..<1e5).contains(abs(value)) else {
        return Digits.scientific(value, 0)
      }
      var text = Digits.fixed(value, 4)
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
      return text
    }

    func ribbon() -> Markup {
      let bands = plot.horizontal.bands.enumerated().map { index, band -> Markup in
        let (from, to) = (x(band.lower), x(band.upper))
        let fits = ([band.name] + band.shortNames).first {
          Self.extent($0, size: 12) + 6 <= to - from
        }
        let name: Markup? = fits.map {
          """
          <text x="\((from + to) / 2)" y="\(frame.bottom + 17)" text-anchor="middle" \
          font-size="12" style="fill:var(--ink, #1b1f24)">\($0)</text>
          """
        }
        return """
          <g><title>\(band.name)</title>\
          <rect x="\(from)" y="\(frame.bottom + 3)" width="\(max(to - from - 1, 0.5))" height="20" \
          rx="2" style="fill:var(--band-\(index % 2 + 1), \(index % 2 == 0 ? "#e3e8ee" : "#cfd8e3"))"/>\
          \(name)</g>

          """
      }
      let limits = plot.horizontal.bands.dropFirst().map { band -> Markup in
        """
        <line x1="\(x(band.lower) - 0.5)" x2="\(x(band.lower) - 0.5)" y1="\(frame.top)" \
        y2="\(frame.bottom)" stroke-dasharray="1 4" stroke-linecap="round" \
        style="stroke:var(--muted, #57606a)"/>

        """
      }
      return "\(bands)\(Array(limits))"
    }

    /// A dotted line with its name at each marked position, those further right named lower.
    func marks() -> Markup {
      let marks = plot.horizontal.marks.enumerated().map { order, mark -> Markup in
        """
        <line x1="\(x(mark.position))" x2="\(x(mark.position))" y1="\(frame.top)" \
        y2="\(frame.bottom)" stroke-dasharray="1 4" stroke-linecap="round" stroke-width="1.5" \
        style="stroke:var(--ink, #1b1f24)"/>
        <text class="tick" x="\(x(mark.position) - 5)" y="\(frame.top + 30 + 17 * Double(order))" \
        text-anchor="end" stroke-width="4" paint-order="stroke" \
        style="fill:var(--ink, #1b1f24);stroke:var(--paper, #ffffff)">\(mark.label)</text>

        """
      }
      return "\(marks)"
    }

    /// Tick labels from the right, leaving out those that would touch the last one drawn.
    func horizontalTicks() -> Markup {
      let baseline = frame.bottom + (frame.hasRibbon ? 40 : 20)
      var limit = Double.infinity
      var labels: [Markup] = []
      for tick in plot.horizontal.ticks.reversed() {
        let half = Self.extent(tick.label) / 2
        guard x(tick.position) + half + 8 <= limit else { continue }
        limit = x(tick.position) - half
        labels.append(
          """
          <text class="tick" x="\(x(tick.position))" y="\(baseline)" text-anchor="middle" \
          style="fill:var(--muted, #57606a)">\(tick.label)</text>

          """
        )
      }
      return """
        \(labels)<text class="tick" x="\((frame.left + frame.right) / 2)" y="\(baseline + 19)" \
        text-anchor="middle" style="fill:var(--muted, #57606a)">\(plot.horizontal.label)</text>

        """
    }
  }
}
