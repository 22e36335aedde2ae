import Foundation
import ProtoPNet
import Tensors
import Testing

struct ProjectionTheoremTests {
  /// The supplement's example: δ = 9/16 gives θ = 1 − 4/√23, and the factors 1/4 and √7/4 of A2b.
  @Test func meetsTheSupplementsNumbers() throws {
    let (theta, root) = (1 - 4 / 23.0.squareRoot(), 0.01)
    let atTheLimit = DeltaInterval.otherClass(
      shift: theta - root - 1e-9,
      distance: 1,
      epsilon: root * root
    )
    #expect(abs(atTheLimit.high - 9 / 16) < 1e-6 && atTheLimit.low < 9 / 16)
    let own = DeltaInterval.ownClass(
      shift: 0.25 * 7.0.squareRoot() / 4,
      distance: 7.0.squareRoot() / 4
    )
    #expect(abs(own.low - 9 / 16) < 1e-9 && abs(own.high - 9 / 16) < 1e-9)
    let bound = ProjectionTheorem.bound(delta: 9 / 16, prototypesPerClass: 10)
    #expect(abs(2 * bound - 16.18) < 0.01)
  }

  /// θ has its maximum of about 0.1997 near δ = 0.44; beyond it no δ is feasible.
  @Test func knowsTheLargestShift() {
    func interval(_ ratio: Double) -> DeltaInterval {
      .otherClass(shift: ratio, distance: 1, epsilon: 0)
    }
    #expect(!interval(0.1996).isEmpty)
    #expect(interval(0.1998).isEmpty)
    let narrow = interval(0.1996)
    #expect(narrow.low > 0.43 && narrow.high < 0.45)
  }

  @Test func takesTheDeltaFarthestFromOneHalf() throws {
    let own = DeltaInterval.ownClass(shift: 0.01, distance: 0.2)
    // 0.05·2.05 = 0.1025 and 1 − 0.04 = 0.96: the upper end is farther.
    #expect(abs(own.low - 0.1025) < 1e-9 && abs(own.high - 0.96) < 1e-9)
    #expect(own.best == own.high)
    let other = DeltaInterval.otherClass(shift: 0.04, distance: 1, epsilon: 1e-4)
    #expect(own.intersection(other).best == own.low || own.intersection(other).best == other.low)
    #expect(DeltaInterval.ownClass(shift: 0.1, distance: 1.1).best == nil)
    #expect(DeltaInterval.ownClass(.sharper, shift: 0.1, distance: 1.1).best != nil)
  }

  /// A prototype on the patch itself, b = z, may not move at all.
  @Test func allowsNoMoveFromThePatch() {
    #expect(DeltaInterval.ownClass(shift: 1e-9, distance: 0).isEmpty)
    #expect(!DeltaInterval.ownClass(shift: 0, distance: 0).isEmpty)
    #expect(DeltaInterval.otherClass(shift: 0, distance: 0, epsilon: 1e-4).isEmpty)
    #expect(!DeltaInterval.otherClass(.sharper, shift: 0, distance: 0, epsilon: 1e-4).isEmpty)
  }

  /// Two classes of one prototype, one patch at the origin of a plane.
  private func finding(
    _ form: ProjectionTheorem.Form = .paper,
    own: ([Double], [Double]),
    other: ([Double], [Double])
  ) -> ProjectionTheorem.Finding {
    let (before, after) = (own.0 + other.0, own.1 + other.1)
    let image = ProjectedImage(patches: [0, 0], before: before, after: after, patchSize: 2)
    return ProjectionTheorem(
      form,
      prototypeClass: [0, 1],
      classCount: 2,
      shifts: [Vector.distance(own.0, own.1), Vector.distance(other.0, other.1)],
      epsilon: 1e-4
    ).check(image)
  }

  @Test func certifiesAndRefuses() throws {
    let certified = finding(own: ([0.05, 0], [0.052, 0]), other: ([2, 0], [2.1, 0]))
    #expect(certified.verdict == .certified)
    let bound = try #require(certified.bound)
    #expect(certified.gap >= 2 * bound && bound < log(2.25))
    #expect(certified.keepsPrediction && certified.predictedClass == 0)
    #expect(certified.fall > 0 && certified.fall < bound)

    let close = finding(own: ([0.4, 0], [0.41, 0]), other: ([0.6, 0], [0.62, 0]))
    #expect(close.verdict == .gapTooSmall)

    let moved = finding(own: ([0.05, 0], [0.052, 0]), other: ([2, 0], [1.5, 0]))
    #expect(moved.verdict == .premisesFail && !moved.meetsA2a && moved.meetsA2b)
    #expect(moved.otherClassPairs == .init(all: 1, met: 0))
    let far = finding(own: ([1.1, 0], [1.1, 0]), other: ([3, 0], [3, 0]))
    #expect(far.verdict == .premisesFail && far.meetsA2a && !far.meetsA2b)
  }

  /// Where the paper's premises fail, or its lead, the sharper form may still say something.
  @Test func certifiesMoreInTheSharperForm() throws {
    // A lead between Δmax and twice that.
    let close = finding(.sharper, own: ([0.4, 0], [0.41, 0]), other: ([0.6, 0], [0.62, 0]))
    #expect(close.verdict == .gapTooSmall)
    let between = (own: ([0.4, 0], [0.41, 0]), other: ([0.9, 0], [0.91, 0]))
    #expect(finding(own: between.own, other: between.other).verdict == .gapTooSmall)
    let certified = finding(.sharper, own: between.own, other: between.other)
    #expect(certified.verdict == .certified)
    let bound = try #require(certified.bound)
    #expect(bound <= certified.gap && certified.gap < 2 * bound)
    // An own prototype that is not near: the premise of A2b fails, S2b's does not.
    let far = (own: ([1.001, 0], [1.001, 0]), other: ([9.0, 0], [9.0, 0]))
    #expect(finding(own: far.own, other: far.other).verdict == .premisesFail)
    #expect(finding(.sharper, own: far.own, other: far.other).verdict == .gapTooSmall)
    // Moves beyond what any δ allows.
    let moved = finding(.sharper, own: ([0.05, 0], [0.052, 0]), other: ([2, 0], [1.3, 0]))
    #expect(moved.verdict == .premisesFail && !moved.meetsA2a && moved.meetsA2b)
  }

  @Test func wantsTheSamePatchAndEqualCounts() {
    let image = ProjectedImage(
      patches: [0, 0, 1, 0],
      before: [0.4, 0, 3, 0],
      after: [0.6, 0, 3, 0],
      patchSize: 2
    )
    #expect(image.before.map(\.cell) == [0, 1] && image.after.map(\.cell) == [1, 1])
    let theorem = ProjectionTheorem(
      prototypeClass: [0, 1],
      classCount: 2,
      shifts: [0.2, 0],
      epsilon: 1e-4
    )
    let finding = theorem.check(image)
    #expect(!finding.meetsA1 && finding.nearestPatchesStay == .init(all: 2, met: 1))
    #expect(finding.verdict == .premisesFail)
    let sharper = ProjectionTheorem(
      .sharper,
      prototypeClass: [0, 1],
      classCount: 2,
      shifts: [0.01, 0],
      epsilon: 1e-4
    )
    let near = ProjectedImage(
      patches: [0, 0, 0.1, 0],
      before: [0.049, 0, 3, 0],
      after: [0.059, 0, 3, 0],
      patchSize: 2
    )
    #expect(near.before[0].cell != near.after[0].cell)
    #expect(sharper.check(near).verdict == .certified)

    let unequal = ProjectionTheorem(
      .sharper,
      prototypeClass: [0, 0, 1],
      classCount: 2,
      shifts: [0, 0, 0],
      epsilon: 1e-4
    )
    let prototypes: [Double] = [0.1, 0, 0.2, 0, 3, 0]
    let still = ProjectedImage(
      patches: [0, 0],
      before: prototypes,
      after: prototypes,
      patchSize: 2
    )
    #expect(unequal.check(still).verdict == .premisesFail && !unequal.check(still).meetsA3)
  }

  /// Equal patches are as near as each other, and A1 asks for one that stays nearest.
  @Test func takesTiesInFavorOfThePremise() {
    let image = ProjectedImage(
      patches: [1, 0, 0, 1, 0, 1],
      before: [0, 0],
      after: [0, 0.5],
      patchSize: 2
    )
    #expect(image.before[0] == .init(distance: 1, cell: 1))
    #expect(image.after[0] == .init(distance: 0.5, cell: 1))
  }

  /// Whole networks of random patches and prototypes: no verdict is `violated`, and each other one occurs.
  @Test(arguments: [ProjectionTheorem.Form.paper, .sharper])
  func isNeverViolated(_ form: ProjectionTheorem.Form) {
    var stream = RandomStream(seed: 5, purpose: "networks")
    var verdicts: [ProjectionTheorem.Verdict: Int] = [:]
    for _ in 0..<20_000 {
      let (classes, perClass, cells, depth) = (3, 1 + stream.integer(below: 2), 3, 4)
      let patches = stream.vector(cells * depth, 0...1)
      var (before, after, shifts) = ([Double](), [Double](), [Double]())
      for prototype in 0..<classes * perClass {
        // Prototypes of class 0 lie by a patch, others at some distance.
        let cell = stream.integer(below: cells)
        let patch = Array(patches[cell * depth..<(cell + 1) * depth])
        let isOwn = prototype < perClass
        let distance = isOwn ? stream.logarithmic(1e-3, 0.5) : stream.real(0.5, 8)
        let b = Vector.sum(patch, distance, stream.direction(depth))
        let shift = distance * stream.real(0, stream.integer(below: 3) == 0 ? 0.3 : 0.12)
        let a = Vector.sum(b, shift, stream.direction(depth))
        before += b
        after += a
        shifts.append(Vector.distance(a, b))
      }
      let theorem = ProjectionTheorem(
        form,
        prototypeClass: (0..<classes * perClass).map { $0 / perClass },
        classCount: classes,
        shifts: shifts,
        epsilon: 1e-4
      )
      let image = ProjectedImage(patches: patches, before: before, after: after, patchSize: depth)
      verdicts[theorem.check(image).verdict, default: 0] += 1
    }
    #expect(verdicts[.violated] == nil)
    for verdict in [ProjectionTheorem.Verdict.premisesFail, .gapTooSmall, .certified] {
      // The sharper form's premises seldom fail.
      #expect(verdicts[verdict, default: 0] > (form == .paper ? 100 : 25), "\(verdicts)")
    }
  }
}
