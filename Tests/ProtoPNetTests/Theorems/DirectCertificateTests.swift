import Foundation
import ProtoPNet
import Recipe
import Tensors
import Testing

struct DirectCertificateTests {
  typealias Interval = @Sendable (ProjectedImage, Double) -> ClosedRange<Double>

  static let interval: Interval = { $0.distanceInterval(prototype: 0, shift: $1) }

  /// One prototype among the patches of an image, and the length of its move.
  struct Scene {
    var patches: [[Double]]
    var prototype: [Double]
    var shift: Double

    init(from stream: inout RandomStream) {
      let depth = 1 + stream.integer(below: 4)
      patches = (0..<1 + stream.integer(below: 6)).map { _ in stream.vector(depth, 0...1) }
      prototype = stream.vector(depth, -0.2...1.2)
      shift = stream.logarithmic(1e-3, 2)
    }

    func after(_ direction: [Double]) -> [Double] { Vector.sum(prototype, shift, direction) }

    func image(_ after: [Double]) -> ProjectedImage {
      ProjectedImage(
        patches: patches.flatMap { $0 },
        before: prototype,
        after: after,
        patchSize: prototype.count
      )
    }

    /// The distance after a move, by naive arithmetic.
    func distance(_ direction: [Double]) -> Double {
      patches.map { Vector.distance($0, after(direction)) }.min() ?? .nan
    }

    /// A direction straight to a patch, away from it, or any.
    func direction(from stream: inout RandomStream) -> [Double] {
      let patch = patches[stream.integer(below: patches.count)]
      let way = Vector.sum(patch, -1, prototype)
      let length = Vector.length(way)
      guard length > 1e-6 else { return stream.direction(prototype.count) }
      return switch stream.integer(below: 3) {
      case 0: way.map { $0 / length }
      case 1: way.map { -$0 / length }
      default: stream.direction(prototype.count)
      }
    }
  }

  private func violations(count: Int, interval: Interval) -> Int {
    var stream = RandomStream(seed: 31, purpose: "certificate")
    return (0..<count).count { _ in
      let scene = Scene(from: &stream)
      let direction = scene.direction(from: &stream)
      let image = scene.image(scene.after(direction))
      return !interval(image, scene.shift).contains(image.after[0].distance)
    }
  }

  @Test func boundsRandomMoves() {
    #expect(violations(count: 200_000, interval: Self.interval) == 0)
  }

  /// By how much climbing gets out of the interval, and the least distance that it keeps from its ends.
  private func attack(_ interval: Interval) -> (excess: Double, slack: (low: Double, high: Double))
  {
    var stream = RandomStream(seed: 32, purpose: "attack on the certificate")
    var (excess, slack) = (-Double.infinity, (low: 0.0, high: 0.0))
    for _ in 0..<600 {
      var scene = Scene(from: &stream)
      while scene.prototype.count < 2 { scene = Scene(from: &stream) }
      let range = interval(scene.image(scene.prototype), scene.shift)
      for isUpper in [false, true] {
        func value(_ direction: [Double]) -> Double {
          let distance = scene.distance(direction)
          return isUpper ? distance - range.upperBound : range.lowerBound - distance
        }
        var present = -Double.infinity
        for _ in 0..<8 {
          var direction = scene.direction(from: &stream)
          var (reached, scale) = (value(direction), 0.5)
          for _ in 0..<120 {
            let moved = Vector.sum(direction, scale, stream.direction(direction.count))
            let length = Vector.length(moved)
            guard length > 1e-9 else { continue }
            let next = moved.map { $0 / length }
            let result = value(next)
            if result > reached { (direction, reached) = (next, result) } else { scale *= 0.93 }
          }
          present = max(present, reached)
        }
        excess = max(excess, present)
        if isUpper { slack.high += -present / 600 } else { slack.low += -present / 600 }
      }
    }
    return (excess, slack)
  }

  /// No move found by optimisation leaves the interval, and moves are found that come close to both ends.
  @Test func withstandsAttackAndIsTight() {
    let (excess, slack) = attack(Self.interval)
    #expect(excess <= 1e-9)
    #expect(slack.low < 0.01 && slack.high < 0.02, "\(slack)")
  }

  /// Intervals that are a little too small fail the tests above.
  @Test func tellsWrongIntervals() {
    let tooLow: Interval = { image, shift in
      let range = Self.interval(image, shift)
      return range.lowerBound...max(range.lowerBound, range.upperBound - 0.05 * shift)
    }
    // Once the prototype passes its nearest patch, another one may be nearer than that.
    let nearestAlone: Interval = { image, shift in
      let low = abs(image.before[0].distance - shift)
      return low...max(low, Self.interval(image, shift).upperBound)
    }
    for wrong in [tooLow, nearestAlone] {
      #expect(violations(count: 200_000, interval: wrong) > 0)
      #expect(attack(wrong).excess > 1e-3)
    }
  }

  /// Patches on both sides: the farthest that a prototype can get is at right angles to them.
  @Test func knowsThatNoMoveLeadsAwayFromAllPatches() {
    let image = ProjectedImage(
      patches: [1, 0, -1, 0],
      before: [0, 0],
      after: [0, 0.5],
      patchSize: 2
    )
    let range = image.distanceInterval(prototype: 0, shift: 0.5)
    #expect(abs(range.lowerBound - 0.5) < 1e-9)
    #expect(abs(range.upperBound - 1.25.squareRoot()) < 1e-6)
  }

  /// Whole networks with random weights: what is certified stays, also within the radius.
  @Test func certifiesWhatStays() {
    var stream = RandomStream(seed: 33, purpose: "networks")
    var (certified, unchanged, refuted) = (0, 0, 0)
    for _ in 0..<200_000 / 16 {
      let (classes, count, cells, depth) = (3, 6, 4, 3)
      let patches = stream.vector(cells * depth, 0...1)
      let before = stream.vector(count * depth, 0...1)
      let weight = (0..<classes * count).map { index in
        index % count / 2 == index / count ? stream.real(0.5, 1.5) : stream.real(-0.6, 0.3)
      }
      let scale = stream.logarithmic(1e-3, 0.5)
      func certificate(_ shifts: [Double]) -> DirectCertificate {
        DirectCertificate(
          weight: weight,
          classCount: classes,
          shifts: shifts,
          similarity: .published
        )
      }
      func moved(_ length: (Int) -> Double) -> (ProjectedImage, [Double]) {
        var (after, shifts) = ([Double](), [Double]())
        for prototype in 0..<count {
          let b = Array(before[prototype * depth..<(prototype + 1) * depth])
          after += Vector.sum(b, length(prototype), stream.direction(depth))
          shifts.append(Vector.distance(b, Array(after.suffix(depth))))
        }
        return (
          ProjectedImage(patches: patches, before: before, after: after, patchSize: depth), shifts
        )
      }
      var radius = 0.0
      for _ in 0..<8 {
        let lengths = (0..<count).map { _ in scale * stream.real(0, 1) }
        let (image, shifts) = moved { lengths[$0] }
        let finding = certificate(shifts).check(image)
        #expect(!finding.isViolated)
        certified += finding.isCertified ? 1 : 0
        unchanged += finding.keepsPrediction ? 1 : 0
        radius = finding.radius
        // A radius certifies every move within it, and the certificate knows those.
        if shifts.allSatisfy({ $0 <= radius }) { #expect(finding.isCertified) }
      }
      for _ in 0..<8 where radius.isFinite && radius > 0 {
        let (image, shifts) = moved { _ in radius * (1 - 1e-9) }
        let finding = certificate(shifts).check(image)
        #expect(finding.keepsPrediction)
        refuted += finding.isCertified ? 0 : 1
      }
    }
    // Neither empty nor everything.
    #expect(certified > 10_000 && certified < unchanged)
    #expect(refuted == 0)
  }

  @Test func radiusIsTheLargest() {
    // One patch, a prototype for each of two classes: the logits meet where r₀ + ρ = r₁ − ρ.
    let image = ProjectedImage(
      patches: [0, 0],
      before: [0.3, 0, 0, 0.7],
      after: [0.3, 0, 0, 0.7],
      patchSize: 2
    )
    let certificate = DirectCertificate(
      weight: [1, 0, 0, 1],
      classCount: 2,
      shifts: [0, 0],
      similarity: .published
    )
    let finding = certificate.check(image)
    #expect(abs(finding.radius - 0.2) < 1e-6)
    #expect(finding.margin > 0)
    #expect(abs(finding.margin - (finding.logitsBefore[0] - finding.logitsBefore[1])) < 1e-9)
  }
}
