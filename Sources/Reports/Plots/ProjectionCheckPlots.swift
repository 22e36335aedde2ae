package import Experiments

/// Plots over the images of a checked projection, each quantity sorted by itself.
package struct ProjectionCheckPlots {
  private let stage: String
  private let check: StageRecord.ProjectionCheck

  package init(stage: String, check: StageRecord.ProjectionCheck) {
    self.stage = stage
    self.check = check
  }

  /// The observed change of the logits beside the theorem's bound and the lead that it asks for.
  package var bound: LinePlot {
    var series = [
      LinePlot.Series("observed change", segments: [points(check.percentiles.change)]),
      LinePlot.Series("lead before", segments: [points(check.percentiles.gap)]),
    ]
    if !check.percentiles.bound.isEmpty {
      series.append(LinePlot.Series("Δmax", segments: [points(check.percentiles.bound)]))
    }
    if let needed = check.leastNeededGap {
      series.append(
        LinePlot.Series("least lead needed", segments: [level(needed)], isDashed: true)
      )
    }
    let needed = check.leastNeededGap.map { Quantity.cost.text($0) } ?? "not defined"
    return plot(
      title: "Observed change against the bound of Theorem 2.1, \(stage)",
      summary: """
        Over \(check.imageCount) images, each line sorted by itself: the larger of the fall of the \
        predicted class’s logit and the rise of another one reaches \
        \(Quantity.cost.text(check.percentiles.change.last ?? 0)); the largest lead before is \
        \(Quantity.cost.text(check.greatestGap)); the theorem needs a lead of at least \(needed).
        """,
      valueLabel: "logits",
      series: series
    )
  }

  /// The largest projection radius that keeps each prediction certified, beside the largest shift.
  package var radius: LinePlot {
    plot(
      title: "Certified projection radius, \(stage)",
      summary: """
        Over \(check.imageCount) images, sorted: the radius within which every prototype may move \
        without a change of the prediction, with the network’s own last layer. The largest shift \
        is \(Quantity.cost.text(check.greatestShift)).
        """,
      valueLabel: "distance",
      series: [
        LinePlot.Series("radius", segments: [points(check.percentiles.radius)]),
        LinePlot.Series("largest shift", segments: [level(check.greatestShift)], isDashed: true),
      ]
    )
  }

  /// Values at equally spaced percentiles as points over 0…1.
  private func points(_ values: [Double]) -> [LinePlot.Point] {
    values.enumerated().map { index, value in
      LinePlot.Point(x: Double(index) / Double(max(values.count - 1, 1)), y: value)
    }
  }

  private func level(_ value: Double) -> [LinePlot.Point] {
    [LinePlot.Point(x: 0, y: value), LinePlot.Point(x: 1, y: value)]
  }

  private func plot(
    title: String,
    summary: String,
    valueLabel: String,
    series: [LinePlot.Series]
  ) -> LinePlot {
    LinePlot(
      title: title,
      summary: summary,
      valueLabel: valueLabel,
      quantity: .cost,
      horizontal: LinePlot.Axis(
        label: "share of the images, %",
        lower: 0,
        upper: 1,
        ticks: stride(from: 0, through: 100, by: 20).map {
          LinePlot.Tick(position: Double($0) / 100, label: "\($0)")
        }
      ),
      series: series
    )
  }
}
