import Recipe

/// The optimiser's steps from left to right, stage after stage.
///
/// A stage's width follows its steps, but never falls under a least width: a projection takes no
/// steps, and what it does to the accuracy is what one looks for.
struct StageAxis: Equatable {
  struct Span: Equatable {
    var id: Stage.ID
    var stepCount: Int
    /// The stage's place between 0 and 1.
    var lower: Double
    var upper: Double
  }

  private(set) var stages: [Span] = []

  init(_ steps: [(id: Stage.ID, stepCount: Int)]) {
    guard !steps.isEmpty else { return }
    let total = Double(max(steps.reduce(0) { $0 + $1.stepCount }, 1))
    let least = min(0.07, 0.5 / Double(steps.count))
    let widths = steps.map { max(Double($0.stepCount) / total, least) }
    let sum = widths.reduce(0, +)
    var lower = 0.0
    for (step, width) in zip(steps, widths) {
      let upper = lower + width / sum
      stages.append(Span(id: step.id, stepCount: step.stepCount, lower: lower, upper: upper))
      lower = upper
    }
  }

  /// The place of a step of a stage; the stage's end where it has no steps.
  func position(stage: Int, step: Double) -> Double {
    let stage = stages[stage]
    guard stage.stepCount > 0 else { return stage.upper }
    return stage.lower + (stage.upper - stage.lower) * min(step / Double(stage.stepCount), 1)
  }

  /// The axis with a band for each stage and the sum of steps at the ends of those that have any.
  var axis: LinePlot.Axis {
    var sum = 0
    var ticks = [LinePlot.Tick(position: 0, label: "0")]
    for stage in stages where stage.stepCount > 0 {
      sum += stage.stepCount
      ticks.append(LinePlot.Tick(position: stage.upper, label: Digits.grouped(sum)))
    }
    let bands = stages.map { stage in
      LinePlot.Band(
        lower: stage.lower,
        upper: stage.upper,
        name: stage.id.short,
        shortNames: [stage.id.abbreviation, String(stage.id.abbreviation.prefix(1))]
      )
    }
    return LinePlot.Axis(label: "optimiser’s steps", lower: 0, upper: 1, ticks: ticks, bands: bands)
  }
}
