import Foundation
import Reports
import Testing

struct LinePlotTests {
  private func plot(
    _ values: [Double],
    scale: LinePlot.Scale = .linear,
    quantity: Quantity = .cost
  ) -> LinePlot {
    let points = values.enumerated().map { LinePlot.Point(x: Double($0), y: $1) }
    return LinePlot(
      title: "a < b & c",
      summary: "falls",
      valueLabel: "cost",
      quantity: quantity,
      scale: scale,
      horizontal: .init(
        label: "steps",
        lower: 0,
        upper: Double(max(values.count - 1, 1)),
        ticks: []
      ),
      series: [.init("train", segments: [points])]
    )
  }

  /// The points of the first line, as drawn.
  private func coordinates(_ plot: LinePlot) throws -> [(x: Double, y: Double)] {
    let source = plot.svg(width: 800, height: 300, identifier: "p").source
    let match = try #require(source.firstMatch(of: /polyline points="([^"]*)"/))
    return match.1.split(separator: " ").compactMap { pair in
      let numbers = pair.split(separator: ",").compactMap { Double($0) }
      return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
  }

  @Test func linearValuesLieProportionally() throws {
    let points = try coordinates(plot([0, 5, 10]))
    #expect(points.count == 3)
    #expect(abs(points[0].y + points[2].y - 2 * points[1].y) < 0.11)
    #expect(abs(points[0].x + points[2].x - 2 * points[1].x) < 0.11)
    #expect(points[0].y > points[2].y)
  }

  @Test func logarithmicDecadesAreEquallyFar() throws {
    let points = try coordinates(plot([0.01, 0.1, 0, 1], scale: .logarithmic))
    #expect(points.count == 3)
    #expect(abs((points[0].y - points[1].y) - (points[1].y - points[2].y)) < 0.11)
  }

  @Test func staysInsideItsFrame() throws {
    for values in [[0.2, 0.99, 0.5], [3, 3, 3], [-4, 12], [1e-9, 2e-9], [0.5]] {
      let source = plot(values).svg(width: 800, height: 300, identifier: "p").source
      for match in source.matches(of: /(?:x|y|x1|x2|y1|y2|cx|cy)="(-?[0-9.]+)"/) {
        let value = try #require(Double(match.1))
        #expect((0...800).contains(value), "\(values): \(match.0)")
      }
      #expect(MarkupChecker(source).problems == [])
    }
  }

  @Test func sharesEndAtOneHundredPercent() {
    let source = plot([0.4, 1], quantity: .share).svg(width: 800, height: 300, identifier: "p")
      .source
    #expect(source.contains(">100</text>") && !source.contains(">120</text>"))
    #expect(source.contains(">train 100.0\u{A0}%</text>"))
  }

  @Test func saysWhenThereIsNothingToDraw() {
    let source = plot([.nan]).svg(width: 800, height: 300, identifier: "p").source
    #expect(source.contains("not run"))
  }

  @Test func hasATitleForThoseWhoDoNotSeeIt() {
    let source = plot([1, 2]).svg(width: 800, height: 300, identifier: "p").source
    #expect(source.contains("role=\"img\" aria-labelledby=\"p-title p-description\""))
    #expect(source.contains("<title id=\"p-title\">a &lt; b &amp; c</title>"))
  }
}
