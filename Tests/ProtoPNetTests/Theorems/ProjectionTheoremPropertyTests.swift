import Foundation
import ProtoPNet
import Tensors
import Testing

/// Theorem 2.1 on one prototype of one image, where m' = 1: its two inequalities, by brute force.
struct ProjectionTheoremPropertyTests {
  /// The two sides of the theorem.
  enum Side: CaseIterable {
    /// A prototype of the image's class: its similarity falls by at most Δmax.
    case ownClass
    /// A prototype of another class: its similarity rises by at most Δmax.
    case otherClass

    func interval(_ move: Move, _ form: ProjectionTheorem.Form) -> DeltaInterval {
      switch self {
      case .ownClass: .ownClass(form, shift: move.shift, distance: move.distance)
      case .otherClass:
        .otherClass(form, shift: move.shift, distance: move.distance, epsilon: Double(Float(1e-4)))
      }
    }

    /// The change that the theorem bounds.
    func harm(_ move: Move) -> Double { self == .ownClass ? -move.rise : move.rise }

    /// The shifts, relative to the distance, that can meet the premise.
    var shifts: ClosedRange<Double> { self == .ownClass ? 0...0.42 : 0...0.2 }
  }

  typealias Bound = @Sendable (Double) -> Double

  static let bound: Bound = { ProjectionTheorem.bound(delta: $0, prototypesPerClass: 1) }

  /// The moves of which a feasible δ promises less harm than they do, among `count` with a feasible δ.
  private func violations(
    _ side: Side,
    _ form: ProjectionTheorem.Form = .paper,
    count: Int,
    bound: Bound
  ) -> (count: Int, greatest: Double) {
    var stream = RandomStream(seed: 21, purpose: "theorem \(side)")
    var (found, tried, greatest) = (0, 0, 0.0)
    while tried < count {
      let move = Move(shifts: side.shifts, from: &stream)
      let interval = side.interval(move, form)
      guard !interval.isEmpty else { continue }
      tried += 1
      let deltas = [interval.low, interval.high, stream.real(interval.low, interval.high)]
      let harm = side.harm(move)
      if deltas.contains(where: { harm > bound($0) + 1e-12 }) { found += 1 }
      greatest = deltas.map { harm / Self.bound($0) }.reduce(greatest, max)
    }
    return (found, greatest)
  }

  @Test(arguments: Side.allCases) func holdsForRandomMoves(_ side: Side) {
    let (count, greatest) = violations(side, count: 200_000, bound: Self.bound)
    #expect(count == 0)
    // The moves come near the bound, as far as it can be approached.
    #expect(greatest > (side == .ownClass ? 0.95 : 0.4))
  }

  /// The greatest excess of harm over the bound that climbing from many starts finds.
  private func worst(
    _ side: Side,
    _ form: ProjectionTheorem.Form = .paper,
    bound: Bound
  ) -> Double {
    var stream = RandomStream(seed: 22, purpose: "attack on \(side)")
    func excess(_ move: Move) -> Double {
      let interval = side.interval(move, form)
      guard !interval.isEmpty, let best = interval.best else { return -.infinity }
      return side.harm(move) - bound(best)
    }
    var worst = -Double.infinity
    for _ in 0..<200 {
      var move = Move(shifts: side.shifts, from: &stream)
      var (present, scale) = (excess(move), 0.5)
      for _ in 0..<300 {
        let next = move.changed(by: scale, from: &stream)
        let value = excess(next)
        if value > present {
          (move, present) = (next, value)
        } else {
          scale = max(scale * 0.97, 1e-6)
        }
      }
      worst = max(worst, present)
    }
    return worst
  }

  @Test(arguments: Side.allCases) func withstandsAttack(_ side: Side) {
    let worst = worst(side, bound: Self.bound)
    #expect(worst <= 1e-12)
    #expect(worst > (side == .ownClass ? -0.05 : -0.5))
  }

  /// Bounds that are too small, though not by much, do not pass the same tests.
  @Test(arguments: [(Side.ownClass, 0.9), (.otherClass, 0.35)])
  func tellsAWrongBound(_ side: Side, _ factor: Double) {
    let wrong: Bound = { factor * Self.bound($0) }
    #expect(violations(side, count: 200_000, bound: wrong).count > 0)
    #expect(worst(side, bound: wrong) > 0.01)
  }

  /// The sharper form: because g falls, the two sides share Δmax instead of each taking all of it.
  @Test(arguments: Side.allCases) func sharesTheBound(_ side: Side) {
    let share: Bound = { side == .ownClass ? log(1 + $0) : log(2 - $0) }
    #expect(violations(side, .sharper, count: 200_000, bound: share).count == 0)
    #expect(worst(side, .sharper, bound: share) <= 1e-12)
    let wrong: Bound = { 0.98 * share($0) }
    #expect(violations(side, .sharper, count: 200_000, bound: wrong).count > 0)
  }
}
