/// Lines over a common horizontal axis, drawn as SVG by ``svg(width:height:identifier:)``.
package struct LinePlot: Equatable, Sendable {
  package var title: String
  /// What the lines show, in words, for those who do not see them.
  package var summary: String
  package var valueLabel: String
  /// How values are printed at ticks and line ends.
  package var quantity: Quantity
  package var scale: Scale
  package var horizontal: Axis
  package var series: [Series]
  /// Words at points, such as by how much a value fell there.
  package var remarks: [Remark] = []

  package init(
    title: String,
    summary: String,
    valueLabel: String,
    quantity: Quantity,
    scale: Scale = .linear,
    horizontal: Axis,
    series: [Series]
  ) {
    (self.title, self.summary, self.valueLabel) = (title, summary, valueLabel)
    (self.quantity, self.scale) = (quantity, scale)
    (self.horizontal, self.series) = (horizontal, series)
  }

  package enum Scale: Equatable, Sendable {
    case linear
    /// Values that are not positive are left out.
    case logarithmic
  }

  package struct Point: Equatable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
  }

  package struct Remark: Equatable, Sendable {
    package var point: Point
    package var text: String

    package init(at point: Point, _ text: String) { (self.point, self.text) = (point, text) }
  }

  /// One line, in segments where it has gaps.
  package struct Series: Equatable, Sendable {
    package var name: String
    package var segments: [[Point]]
    package var marker: Marker
    package var isDashed: Bool

    package init(
      _ name: String,
      segments: [[Point]],
      marker: Marker = .none,
      isDashed: Bool = false
    ) {
      (self.name, self.segments, self.marker, self.isDashed) = (name, segments, marker, isDashed)
    }
  }

  package enum Marker: Equatable, Sendable { case none, circle }

  /// The horizontal axis, in the unit of the points' x.
  package struct Axis: Equatable, Sendable {
    package var label: String
    package var lower: Double
    package var upper: Double
    package var ticks: [Tick]
    /// Named stretches, drawn as a ribbon under the lines with their limits marked.
    package var bands: [Band]
    /// Named positions, drawn as dotted lines.
    package var marks: [Tick]

    package init(
      label: String,
      lower: Double,
      upper: Double,
      ticks: [Tick],
      bands: [Band] = [],
      marks: [Tick] = []
    ) {
      (self.label, self.lower, self.upper, self.ticks) = (label, lower, upper, ticks)
      (self.bands, self.marks) = (bands, marks)
    }
  }

  package struct Tick: Equatable, Sendable {
    package var position: Double
    package var label: String
  }

  package struct Band: Equatable, Sendable {
    package var lower: Double
    package var upper: Double
    package var name: String
    /// The same name, ever shorter, for narrow bands.
    package var shortNames: [String]
  }

  /// The values that can be drawn.
  func values() -> [Double] {
    series.flatMap { $0.segments.flatMap { $0 } }.map(\.y).filter(canDraw)
  }

  func canDraw(_ value: Double) -> Bool { value.isFinite && (scale == .linear || value > 0) }

  /// The vertical axis: its range and the ticks in it; nil where there is nothing to draw.
  func vertical() -> (range: ClosedRange<Double>, ticks: [Double])? {
    let values = values()
    guard let least = values.min(), let greatest = values.max() else { return nil }
    switch scale {
    case .linear:
      // A scale that nearly starts at zero may as well start there; shares end at one.
      let lower = least >= 0 && least < 0.4 * greatest ? 0 : least
      let ticks = Ticks.linear(from: lower, to: greatest, count: 6)
        .filter { quantity != .share || (-0.001...1.001).contains($0) }
      guard let first = ticks.first, let last = ticks.last, first < last else { return nil }
      return (first...last, ticks)
    case .logarithmic:
      let range = (least / 1.15)...(greatest * 1.15)
      return (range, Ticks.logarithmic(from: range.lowerBound, to: range.upperBound))
    }
  }
}
