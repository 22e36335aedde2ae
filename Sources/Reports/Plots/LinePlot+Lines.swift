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

  /// The last value of every line at its own end, moved apart where two would overlap.
  func directLabels() -> Markup {
    struct Label {
      var series: Int
      var x: Double
      var y: Double
      var text: String
      var end: Double { x + LinePlot.Drawing.extent(text, isBold: true) }
      func isBeside(_ other: Label) -> Bool { x < other.end && other.x < end }
    }
    var labels: [Label] = []
    for (index, series) in plot.series.enumerated() {
      guard
        let last = plot.last(series),
        let text = plot.directLabel(index, isWide: frame.isWide)
      else { continue }
      labels.append(Label(series: index, x: x(last.x) + 9, y: y(last.y), text: text))
    }
    labels.sort { $0.y < $1.y }
    let gap = 17.0
    for index in labels.indices.dropFirst() where labels[index].isBeside(labels[index - 1]) {
      labels[index].y = max(labels[index].y, labels[index - 1].y + gap)
    }
    for index in labels.indices.reversed() {
      let next = index + 1
      let isCrowded = next < labels.count && labels[index].isBeside(labels[next])
      labels[index].y = min(labels[index].y, isCrowded ? labels[next].y - gap : frame.bottom)
    }
    let texts = labels.map { label -> Markup in
      """
      <text x="\(label.x)" y="\(label.y + 4.5)" font-weight="600" stroke-width="4" \
      paint-order="stroke" stroke-linejoin="round" \
      style="fill:\(Self.color(label.series));stroke:var(--paper, #ffffff)">\(label.text)</text>

      """
    }
    return "\(texts)"
  }

  /// Words at points, below them to the left, and lower where they would lie over the ones before.
  func remarks() -> Markup {
    var ends: [Double] = []
    let remarks = plot.remarks.filter { plot.canDraw($0.point.y) }.sorted {
      $0.point.x < $1.point.x
    }
    let texts = remarks.map { remark -> Markup in
      let right = x(remark.point.x) - 8
      let left = right - Self.extent(remark.text, size: 12, isBold: true) - 4
      let line = ends.firstIndex { $0 <= left } ?? ends.count
      if line == ends.count { ends.append(right) } else { ends[line] = right }
      let height = min(y(remark.point.y) + 18 + 15 * Double(line), frame.bottom - 4)
      return """
        <text x="\(right)" y="\(height)" text-anchor="end" font-weight="600" font-size="12" \
        stroke-width="4" paint-order="stroke" stroke-linejoin="round" \
        style="fill:var(--ink, #1b1f24);stroke:var(--paper, #ffffff)">\(remark.text)</text>

        """
    }
    return "\(texts)"
  }

  /// Where the entries of a legend stand, in as many rows as they need.
  static func legendPlaces(
    _ series: [LinePlot.Series],
    width: Double
  ) -> [(left: Double, row: Int)] {
    var (left, row) = (0.0, 0)
    return series.map { series in
      let extent = 44 + Self.extent(series.name)
      if left > 0, left + extent > width { (left, row) = (0, row + 1) }
      defer { left += extent + 18 }
      return (left, row)
    }
  }

  /// A swatch and a name for each line, above the plot.
  func legend() -> Markup {
    let places = Self.legendPlaces(plot.series, width: frame.width)
    let entries = zip(plot.series, places).enumerated().map { index, entry -> Markup in
      let (series, (left, row)) = entry
      let height = 13 + 18 * Double(row)
      let color = Self.color(index)
      return """
        <g style="stroke:\(color)"><line x1="\(left)" x2="\(left + 32)" y1="\(height)" \
        y2="\(height)" stroke-width="2"\(dash(series))/></g>
        <g style="fill:\(color);stroke:var(--paper, #ffffff)">\
        \(series.marker == .none ? "" : marker(series.marker, left + 16, height))</g>
        <text x="\(left + 40)" y="\(height + 4.5)" style="fill:var(--ink, #1b1f24)">\(series.name)</text>

        """
    }
    return "\(entries)"
  }
}
