import Foundation

/// A learning rate that falls by a factor every so many units (epochs or steps) of a stage.
package struct StepDecay: Hashable, Sendable {
  /// Which unit the first decay falls on.
  package enum Convention: String, Hashable, Sendable, CaseIterable {
    /// Units are counted from zero: with 5, units 0–4 run at the full rate.
    ///
    /// Source: what stepping before each epoch did in PyTorch before 1.1, as in the authors' runs.
    case countingFromZero = "counting-from-zero"
    /// Units are counted from one: with 5, units 0–3 run at the full rate.
    ///
    /// Source: what the same released script does in PyTorch 1.1 and later.
    case countingFromOne = "counting-from-one"
  }

  package let interval: Int
  package let factor: Float
  package let convention: Convention

  package init(interval: Int, factor: Float, convention: Convention) {
    precondition(interval > 0, "a decay every \(interval) units")
    self.interval = interval
    self.factor = factor
    self.convention = convention
  }

  /// The factor of the learning rate in a unit, counted from zero within the stage.
  package func factor(at unit: Int) -> Float {
    let count = convention == .countingFromZero ? unit : unit + 1
    return pow(factor, Float(count / interval))
  }
}
