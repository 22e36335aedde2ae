import Experiments

/// A run's accuracy and costs over its steps, from the record and, for the stage under way, the log.
package struct RunCurves: Sendable {
  private let tracks: [Track]
  private let axis: StageAxis

  /// What one stage gives to the curves.
  private struct Track: Sendable {
    var name: String
    var stepCount: Int
    var passes: [Pass] = []
    var evaluations: [(step: Int, accuracy: Double)] = []
    var after: StageRecord.Evaluation?
  }

  private struct Pass: Sendable {
    var step: Int
    var crossEntropy: Double?
    var cluster: Double?
    var separation: Double?
    var accuracy: Double?
  }

  package init(_ run: LoadedRun) {
    var tracks = run.record.stages.map { Self.track($0, run.metrics) }
    let finished = Set(run.record.stages.map(\.name))
    for pass in run.metrics.passes where !finished.contains(pass.stage) {
      if tracks.last?.name != pass.stage { tracks.append(Track(name: pass.stage, stepCount: 0)) }
      let last = tracks.count - 1
      tracks[last].stepCount = max(tracks[last].stepCount, pass.step)
      tracks[last].passes.append(
        Pass(
          step: pass.step,
          crossEntropy: pass.crossEntropy,
          cluster: pass.cluster,
          separation: pass.separation,
          accuracy: pass.accuracy
        )
      )
    }
    self.tracks = tracks
    axis = StageAxis(tracks.map { ($0.name, $0.stepCount) })
  }

  /// A finished stage: its passes are equally long, so their steps follow from the stage's.
  private static func track(_ stage: StageRecord, _ metrics: MetricsLog) -> Track {
    let count = stage.passes.count
    let passes = stage.passes.enumerated().map { index, pass in
      Pass(
        step: stage.stepCount * (index + 1) / count,
        crossEntropy: pass.crossEntropy,
        cluster: pass.cluster,
        separation: pass.separation,
        accuracy: pass.accuracy
      )
    }
    // The log numbers epochs on its own terms; only their order within the stage counts here.
    let epochs = metrics.passes.filter { $0.stage == stage.name }.map(\.epoch)
    let evaluations = metrics.evaluations.compactMap {
      evaluation -> (step: Int, accuracy: Double)? in
      guard
        evaluation.stage == stage.name, let epoch = evaluation.epoch,
        let index = epochs.firstIndex(of: epoch), index + 1 < count, epochs.count == count
      else { return nil }
      return (passes[index].step, evaluation.accuracy)
    }
    return Track(
      name: stage.name,
      stepCount: stage.stepCount,
      passes: passes,
      evaluations: evaluations,
      after: stage.evaluation
    )
  }

  package var accuracy: LinePlot {
    let train = trainSegments(\.accuracy)
    let test = tracks.indices.flatMap { index in
      tracks[index].evaluations.map { point(index, $0.step, $0.accuracy) }
        + [tracks[index].after.map { point(index, tracks[index].stepCount, $0.accuracy) }]
        .compactMap { $0 }
    }
    return plot(
      "Accuracy",
      quantity: .share,
      valueLabel: "correct, %",
      series: [
        .init(split, segments: [test], marker: .circle),
        .init("train", segments: train, isDashed: true),
      ]
    )
  }

  package var clusterAndSeparation: LinePlot {
    plot(
      "Cluster and separation while training",
      quantity: .cost,
      valueLabel: "mean squared distance",
      series: [
        .init("cluster", segments: trainSegments(\.cluster)),
        .init("separation", segments: trainSegments(\.separation), isDashed: true),
      ]
    )
  }

  package var crossEntropy: LinePlot {
    let test = tracks.indices.compactMap { index in
      tracks[index].after.map { point(index, tracks[index].stepCount, $0.crossEntropy) }
    }
    return plot(
      "Cross entropy",
      quantity: .cost,
      scale: .logarithmic,
      valueLabel: "nats, log scale",
      series: [
        .init(split, segments: [test], marker: .circle),
        .init("train", segments: trainSegments(\.crossEntropy), isDashed: true),
      ]
    )
  }

  /// The names in the ribbon where only letters fit, `W warm-up`.
  package var key: String {
    var entries: [String] = []
    for track in tracks {
      var name = StageName(track.name)
      name.cycle = nil
      let entry = "\(name.abbreviation) \(name.short)"
      if !entries.contains(entry) { entries.append(entry) }
    }
    return entries.joined(separator: ", ")
  }

  private var split: String { tracks.compactMap(\.after).last?.split ?? "test" }

  private func point(_ stage: Int, _ step: Int, _ value: Double) -> LinePlot.Point {
    LinePlot.Point(x: axis.position(stage: stage, step: Double(step)), y: value)
  }

  private func trainSegments(_ read: (Pass) -> Double?) -> [[LinePlot.Point]] {
    tracks.indices.map { index in
      tracks[index].passes.compactMap { pass in
        read(pass).map { point(index, pass.step, $0) }
      }
    }
    .filter { !$0.isEmpty }
  }

  private func plot(
    _ title: String,
    quantity: Quantity,
    scale: LinePlot.Scale = .linear,
    valueLabel: String,
    series: [LinePlot.Series]
  ) -> LinePlot {
    let ends = series.compactMap { series -> String? in
      let points = series.segments.flatMap { $0 }
      guard let first = points.first, let last = points.last else { return nil }
      let unit = quantity.unit.map { " \($0)" } ?? ""
      return "\(series.name) from \(quantity.text(first.y))\(unit) "
        + "to \(quantity.text(last.y))\(unit)"
    }
    return LinePlot(
      title: title,
      summary: "\(title) over \(tracks.count) stages: " + ends.joined(separator: "; ") + ".",
      valueLabel: valueLabel,
      quantity: quantity,
      scale: scale,
      horizontal: axis.axis,
      series: series.filter { !$0.segments.allSatisfy(\.isEmpty) }
    )
  }
}
