extension LinePlot {
  /// A line's last point that can be drawn.
  fileprivate func last(_ series: Series) -> Point? {
    series.segments.flatMap { $0 }.last { canDraw($0.y) }
  }

  /// What stands at a line's end: its last value, with its name where there is room.
  func directLabel(_ index: Int, isWide: Bool) -> String? {
    guard let last = last(series[index]) else { return nil }
    let value = quantity.text(last.y) + (quantity.unit.map { "\u{A0}\($0)" } ?? "")
    return isWide ? "\(series[index].name) \(value)" : value
  }
}

extension LinePlot.Drawing {
  /// The lines of every series with their markers.
  func lines() -> Markup {
    let groups = plot.series.enumerated().map { index, series -> Markup in
      let segments = series.segments.map { $0.filter { plot.canDraw($0.y) } }
      let paths = segments.map { segment -> Markup? in
        guard segment.count > 1 else { return nil }
        let points = segment.map { "\(coordinate(x($0.x))),\(coordinate(y($0.y)))" }
        return """
          <polyline points="\(points.joined(separator: " "))"/>

          """
      }
      // A segment of one pass would be invisible without a mark.
      let marked = segments.flatMap { segment in
        segment.count == 1 || series.marker != .none ? segment : []
      }
      let markers = marked.map { marker(series.marker, x($0.x), y($0.y)) }
      return """
        <g fill="none" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"\
        \(dash(series)) style="stroke:\(Self.color(index))">
        \(paths.compactMap { $0 })</g>
        <g style="fill:\(Self.color(index));stroke:var(--paper, #ffffff)">\(markers)</g>

        """
    }
    return "\(groups)"
  }

  private func coordinate(_ value: Double) -> String { Digits.fixed(value, 1) }

  private func dash(_ series: LinePlot.Series) -> Markup {
    series.isDashed ? " stroke-dasharray=\"6 5\"" : ""
  }

  private func marker(_ marker: LinePlot.Marker, _ x: Double, _ y: Double) -> Markup {
    switch marker {
    case .none: "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"2.5\" stroke-width=\"0\"/>"
    case .circle: "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"4.5\" stroke-width=\"1.5\"/>"
    }
  }

  /// The last value of every line at its end, moved apart where two would overlap.
  func directLabels() -> Markup {
    struct Label {
      var series: Int
      var x: Double
      var y: Double
      var text: String
    }
    var labels: [Label] = []
    for (index, series) in plot.series.enumerated() {
      guard
        let last = plot.last(series),
        let text = plot.directLabel(index, isWide: frame.isWide)
      else { continue }
      labels.append(Label(series: index, x: frame.right + 9, y: y(last.y), text: text))
    }
    labels.sort { $0.y < $1.y }
    let gap = 17.0
    for index in labels.indices.dropFirst() {
      labels[index].y = max(labels[index].y, labels[index - 1].y + gap)
    }
    for index in labels.indices.reversed() {
      let limit = index == labels.indices.last ? frame.bottom : labels[index + 1].y - gap
      labels[index].y = min(labels[index].y, limit)
    }
    let texts = labels.map { label -> Markup in
      """
      <text x="\(label.x)" y="\(label.y + 4.5)" font-weight="600" \
      style="fill:\(Self.color(label.series))">\(label.text)</text>

      """
    }
    return "\(texts)"
  }

  /// A swatch and a name for each line, above the plot.
  func legend() -> Markup {
    var left = 0.0
    let entries = plot.series.enumerated().map { index, series -> Markup in
      defer { left += 44 + Self.extent(series.name) + 18 }
      let color = Self.color(index)
      return """
        <g style="stroke:\(color)"><line x1="\(left)" x2="\(left + 32)" y1="13" y2="13" \
        stroke-width="2"\(dash(series))/></g>
        <g style="fill:\(color);stroke:var(--paper, #ffffff)">\
        \(series.marker == .none ? "" : marker(series.marker, left + 16, 13))</g>
        <text x="\(left + 40)" y="17.5" style="fill:var(--ink, #1b1f24)">\(series.name)</text>

        """
    }
    return "\(entries)"
  }
}
