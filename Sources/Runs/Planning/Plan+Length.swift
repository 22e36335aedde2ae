import Experiments
import Recipe

extension Plan {
  /// The way, in coordinates of a latent patch, that takes drawn prototypes to patches: they are drawn from 0
  /// to 1, where add-on layers end, too.
  private static let way = 1.0

  /// What to say of a schedule that is too short for prototypes to learn anything; nil for another.
  ///
  /// Adam moves a value by about the learning rate a step, so that steps times rate is how far it can come.
  /// Trained prototypes, which a run may begin with, need no way.
  package func shortness(_ counts: PictureCounts) -> String? {
    guard experiment.model == .protopnet, experiment.startFrom == nil else { return nil }
    let size = experiment.optimizer.batchSize
    let stepsPerPass = (counts.train + size - 1) / size
    var (steps, way) = (0, 0.0)
    func train(_ length: Length, _ rate: Double, _ decay: Decay?) {
      for step in 0..<length.stepCount(stepsPerPass: stepsPerPass) {
        way += rate * Double(decay?.factor(epochs: step / stepsPerPass, steps: step) ?? 1)
        guard way < Self.way else { return }
        steps += 1
      }
    }
    let rates = experiment.optimizer
    for stage in stages {
      switch stage {
      case .warmUp(let length): train(length, rates.warmUp.prototypes, rates.warmUp.decay)
      case .joint(_, let length): train(length, rates.joint.prototypes, rates.joint.decay)
      case .projection, .lastLayer, .pruning:
        guard way < Self.way else { return nil }
        return shortness(steps: steps, way: way, perPass: stepsPerPass)
      }
    }
    return way < Self.way ? shortness(steps: steps, way: way, perPass: stepsPerPass) : nil
  }

  private func shortness(steps: Int, way: Double, perPass: Int) -> String {
    let rate = experiment.optimizer.warmUp.prototypes
    let needed = rate > 0 ? Int((2 * Self.way / rate / 100).rounded(.up)) * 100 : 0
    let advice = rate > 0 ? "; take 'warm-up: {steps: \(max(needed, 1000))}' or more" : ""
    let place =
      stages.contains { $0.kind == .projection } ? "before the first projection" : "in all"
    return
      "the schedule is too short to learn anything: it has \(steps) steps \(place) (a pass has \(perPass)), "
      + "in which a prototype's values, drawn from 0 to 1, move by \(Self.short(way)) at most"
      + advice + "; the released recipe takes 11240 of warm-up"
  }

  private static func short(_ value: Double) -> String {
    "\((value * 100).rounded() / 100)"
  }
}
