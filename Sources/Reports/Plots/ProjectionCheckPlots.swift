package import Experiments

/// Plots over the images of a checked projection.
package struct ProjectionCheckPlots {
  private let stage: String
  private let check: StageRecord.ProjectionCheck
  /// The mean of ‖after − before‖ over the prototypes.
  private let meanShift: Double?

  /// Nil for a stage whose projection was not checked.
  package init?(_ stage: StageRecord) {
    guard let check = stage.projectionCheck else { return nil }
    (self.stage, self.check, meanShift) = (stage.name, check, stage.projection?.meanShift)
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
        LinePlot.Series("least lead needed", segments: [level(needed, to: 1)], isDashed: true)
      )
    }
    let needed = check.leastNeededGap.map { Quantity.cost.text($0) } ?? "not defined"
    return LinePlot(
      title: "Observed change against the bound of Theorem 2.1, \(stage)",
      summary: """
        Over \(check.imageCount) images, each line sorted by itself: the larger of the fall of the \
        predicted class’s logit and the rise of another one reaches \
        \(Quantity.cost.text(check.percentiles.change.last ?? 0)); the largest lead before is \
        \(Quantity.cost.text(check.greatestGap)); the theorem needs a lead of at least \(needed).
        """,
      valueLabel: "logits",
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

  /// The share of the images whose prediction is certified, by how far prototypes may move.
  ///
  /// Beside it stand what the checked projection did, what the certificate says of it when each
  /// prototype counts with its own shift, and what Theorem 2.1 says of it.
  package var certified: LinePlot {
    let own = check.ownLastLayer
    let radii = check.percentiles.radius
    let usual = max(radii.dropLast().last ?? 0, 1.1 * (meanShift ?? 0), .leastNormalMagnitude)
    // As far as the farthest prototype went, unless that leaves the curve no room.
    let reach = 1.05 * check.greatestShift
    let upper = reach < 2.5 * usual ? max(usual, reach) : usual
    let shares =
      [
        ("prediction kept", own.unchangedCount), ("certified, own shifts", own.certifiedCount),
        ("Theorem 2.1", check.certifiedCount),
      ] + (check.sharperCertifiedCount.map { [("its sharper form", $0)] } ?? [])
    let levels = shares.map { name, count in
      LinePlot.Series(name, segments: [level(share(count), to: upper)], isDashed: true)
    }
    return LinePlot(
      title: "Predictions that provably stay when prototypes move, \(stage)",
      summary: """
        Of \(check.imageCount) images, the share whose prediction the direct certificate guarantees \
        while every prototype moves by no more than a distance, with the network’s own last layer. In \
        this projection \(percent(own.unchangedCount)) kept their prediction; with each prototype’s \
        own shift \(percent(own.certifiedCount)) are certified, and \
        \(percent(check.certifiedCount)) by Theorem 2.1.
        """,
      valueLabel: "share of the images, %",
      quantity: .share,
      horizontal: LinePlot.Axis(
        label: "distance that every prototype may move",
        lower: 0,
        upper: upper,
        ticks: Ticks.linear(from: 0, to: upper, count: 6).filter { $0 <= upper }.map {
          LinePlot.Tick(position: $0, label: Digits.fixed($0, upper < 0.5 ? 2 : 1))
        },
        marks: marks.filter { $0.position <= upper }
      ),
      series: [LinePlot.Series("certified, equal shifts", segments: [curve(radii, to: upper)])]
        + levels
    )
  }

  private var marks: [LinePlot.Tick] {
    let mean = meanShift.map {
      LinePlot.Tick(position: $0, label: "mean shift \(Quantity.cost.text($0))")
    }
    let largest = LinePlot.Tick(
      position: check.greatestShift,
      label: "largest shift \(Quantity.cost.text(check.greatestShift))"
    )
    return [mean, largest].compactMap(\.self)
  }

  /// The share of images with a radius above each value, up to a limit above all radii but the last.
  private func curve(_ radii: [Double], to upper: Double) -> [LinePlot.Point] {
    let all = radii.enumerated().map { index, radius in
      LinePlot.Point(x: radius, y: 1 - Double(index) / Double(max(radii.count - 1, 1)))
    }
    guard let last = all.last else { return [] }
    guard last.x > upper, let before = all.dropLast().last else {
      return all + [LinePlot.Point(x: upper, y: last.y)]
    }
    let rest = (last.x - upper) / (last.x - before.x)
    return all.dropLast() + [LinePlot.Point(x: upper, y: before.y * rest)]
  }

  private func share(_ count: Int) -> Double { Double(count) / Double(max(check.imageCount, 1)) }

  private func percent(_ count: Int) -> String { "\(Quantity.share.text(share(count))) %" }

  /// Values at equally spaced percentiles as points over 0…1.
  private func points(_ values: [Double]) -> [LinePlot.Point] {
    values.enumerated().map { index, value in
      LinePlot.Point(x: Double(index) / Double(max(values.count - 1, 1)), y: value)
    }
  }

  private func level(_ value: Double, to upper: Double) -> [LinePlot.Point] {
    [LinePlot.Point(x: 0, y: value), LinePlot.Point(x: upper, y: value)]
  }
}
