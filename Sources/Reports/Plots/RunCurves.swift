import Experiments
import Recipe

/// A run's accuracy and costs over its steps, from the record and, for the stage under way, the log.
package struct RunCurves: Sendable {
  private let tracks: [Track]
  private let axis: StageAxis

  /// What one stage gives to the curves.
  private struct Track: Sendable {
    var id: Stage.ID
    var stepCount: Int
    var passes: [Pass] = []
    var evaluations: [(step: Int, accuracy: Double)] = []
    var after: StageRecord.Evaluation?
  }

  private struct Pass: Sendable {
    var step: Int
    var costs: [CostTerm: Double]
    var accuracy: Double?
  }

  package init(_ run: LoadedRun) {
    var tracks = run.record.stages.map { Self.track($0, run.metrics) }
    let finished = Set(run.record.stages.map(\.id))
    for pass in run.metrics.passes where !finished.contains(pass.stage) {
      if tracks.last?.id != pass.stage { tracks.append(Track(id: pass.stage, stepCount: 0)) }
      let last = tracks.count - 1
      tracks[last].stepCount = max(tracks[last].stepCount, pass.step)
      tracks[last].passes.append(Pass(step: pass.step, costs: pass.costs, accuracy: pass.accuracy))
    }
    self.tracks = tracks
    axis = StageAxis(tracks.map { ($0.id, $0.stepCount) })
  }

  /// A finished stage: its passes are equally long, so their steps follow from the stage's.
  private static func track(_ stage: StageRecord, _ metrics: MetricsLog) -> Track {
    let count = stage.passes.count
    let passes = stage.passes.enumerated().map { index, pass in
      Pass(
        step: stage.stepCount * (index + 1) / count,
        costs: pass.costs.values,
        accuracy: pass.accuracy
      )
    }
    // The log numbers epochs on its own terms; only their order within the stage counts here.
    let epochs = metrics.passes.filter { $0.stage == stage.id }.map(\.epoch)
    let evaluations = metrics.evaluations.compactMap {
      evaluation -> (step: Int, accuracy: Double)? in
      guard
        evaluation.stage == stage.id, let epoch = evaluation.epoch,
        let index = epochs.firstIndex(of: epoch), index + 1 < count, epochs.count == count
      else { return nil }
      return (passes[index].step, evaluation.accuracy)
    }
    return Track(
      id: stage.id,
      stepCount: stage.stepCount,
      passes: passes,
      evaluations: evaluations,
      after: stage.evaluation
    )
  }

  /// Training accuracy pass by pass, and test accuracy where it was measured: after every stage, and within
  /// those that were looked at.
  ///
  /// Test points are joined within a stage alone, from where it began, and only if there are some within
  /// it: what lies between two stages' ends was not measured.
  package var accuracy: LinePlot {
    var plot = plot(
      "Accuracy",
      quantity: .share,
      valueLabel: "correct, %",
      series: [
        .init(split, segments: testSegments, marker: .circle),
        .init("train", segments: trainSegments(\.accuracy), isDashed: true),
      ]
    )
    plot.remarks = changes.map { stage, change in
      LinePlot.Remark(
        at: point(stage, tracks[stage].stepCount, tracks[stage].after?.accuracy ?? 0),
        Quantity.points.text(change)
      )
    }
    let words = changes.map { stage, change in
      "\(Quantity.points.text(change)) points by \(tracks[stage].id.short)"
    }
    if !words.isEmpty { plot.summary += " \(split) accuracy: \(words.joined(separator: ", "))." }
    return plot
  }

  private var testSegments: [[LinePlot.Point]] {
    tracks.indices.compactMap { index in
      let track = tracks[index]
      var points = track.evaluations.map { point(index, $0.step, $0.accuracy) }
      if let after = track.after { points.append(point(index, track.stepCount, after.accuracy)) }
      if !track.evaluations.isEmpty, index > 0, let before = tracks[index - 1].after {
        points.insert(point(index, 0, before.accuracy), at: 0)
      }
      return points.isEmpty ? nil : points
    }
  }

  /// What stages without passes over pictures changed of the accuracy, and the last layer.
  private var changes: [(stage: Int, change: Double)] {
    tracks.indices.dropFirst().compactMap { index in
      guard ![.warmUp, .joint].contains(tracks[index].id.kind),
        let before = tracks[index - 1].after, let after = tracks[index].after,
        before.correctCount != after.correctCount
      else { return nil }
      return (index, after.accuracy - before.accuracy)
    }
  }

  package var clusterAndSeparation: LinePlot {
    plot(
      "Cluster and separation while training",
      quantity: .cost,
      valueLabel: "mean squared distance",
      series: [
        .init("cluster", segments: trainSegments { $0.costs[.cluster] }),
        .init("separation", segments: trainSegments { $0.costs[.separation] }, isDashed: true),
      ]
    )
  }

  package var crossEntropy: LinePlot {
    let test = tracks.indices.compactMap { index in
      tracks[index].after?.costs[.crossEntropy].map { point(index, tracks[index].stepCount, $0) }
    }
    return plot(
      "Cross entropy",
      quantity: .cost,
      scale: .logarithmic,
      valueLabel: "nats, log scale",
      series: [
        .init(split, segments: test.map { [$0] }, marker: .circle),
        .init("train", segments: trainSegments { $0.costs[.crossEntropy] }, isDashed: true),
      ]
    )
  }

  /// The names in the ribbon where only letters fit, `W warm-up`.
  package var key: String {
    var entries: [String] = []
    for track in tracks {
      let entry = "\(track.id.kind.abbreviation) \(track.id.kind.words)"
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
