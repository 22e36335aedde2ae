import Foundation

/// A learning rate that falls by a factor every so many epochs or steps of a stage, over all cycles.
package struct Decay: Hashable, Sendable {
  /// Which epoch or step the first decay falls on.
  package enum Convention: String, CaseIterable, Sendable {
    /// They are counted from zero: with 5, units 0–4 run at the full rate.
    ///
    /// Source: what stepping before each epoch did in PyTorch before 1.1, as in the authors' runs.
    case countingFromZero = "counting-from-zero"
    /// They are counted from one: with 5, units 0–3 run at the full rate.
    ///
    /// Source: what the same released script does in PyTorch 1.1 and later.
    case countingFromOne = "counting-from-one"
  }

  /// The interval, above 0.
  package var every = Length.epochs(5)
  package var factor = 0.1
  package var convention = Convention.countingFromZero

  package init() {}

  package init(every: Length, factor: Double, convention: Convention = .countingFromZero) {
    (self.every, self.factor, self.convention) = (every, factor, convention)
  }

  /// The factor of the learning rate after so many finished epochs and steps of the stage.
  package func factor(epochs: Int, steps: Int) -> Float {
    let (unit, interval) =
      switch every {
      case .epochs(let interval): (epochs, interval)
      case .steps(let interval): (steps, interval)
      }
    precondition(interval > 0, "a decay every \(interval) units")
    let count = convention == .countingFromZero ? unit : unit + 1
    return pow(Float(factor), Float(count / interval))
  }
}
