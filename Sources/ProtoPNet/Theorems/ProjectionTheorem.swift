import Foundation
import Recipe

/// Theorem 2.1: premises under which a projection leaves an image's classification as it was.
///
/// Let b_j and a_j be prototype j before and after, z_j the image's nearest patch to b_j, c the image's
/// class. Suppose that
/// - **A1** z_j is also the nearest patch to a_j, for every j;
/// - **A2** there is a δ, 0 < δ < 1, with
///   **A2a** ‖a_j − b_j‖ ≤ θ·‖z_j − b_j‖ − √ε for every j of another class,
///   θ = min(√(1+δ) − 1, 1 − 1/√(2−δ)), and
///   **A2b** ‖a_j − b_j‖ ≤ (√(1+δ) − 1)·‖z_j − b_j‖ and ‖z_j − b_j‖ ≤ √(1−δ) for every j of class c;
/// - **A3** every class has m' prototypes;
/// - **A4** the last layer is 1 from a prototype to its class and 0 to others.
///
/// Then the logit of c falls by at most Δmax = m'·ln((1+δ)(2−δ)) and no other rises by more; where the
/// logit of c was the largest by at least 2·Δmax it still is.
///
/// *Proof.* A logit changes by Σ_j ln Ψ_j with
/// Ψ_j = (‖z_j−a_j‖²+1)/(‖z_j−b_j‖²+1) · (‖z_j−b_j‖²+ε)/(‖z_j−a_j‖²+ε). For class c the first factor
/// is at least 1/(‖z_j−b_j‖²+1) ≥ 1/(2−δ), and ‖z_j−a_j‖ ≤ √(1+δ)·‖z_j−b_j‖ makes the second at least
/// 1/(1+δ). For another class the first factor is at most 1+δ likewise, and
/// ‖z_j−a_j‖ ≥ (1−θ)·‖z_j−b_j‖ + √ε ≥ ‖z_j−b_j‖/√(2−δ) + √ε, squared, makes the second at most 2−δ.
///
/// *The sharper form* (``Form/sharper``). Let z'_j be the nearest patch to a_j, and suppose A3, A4 and a δ
/// as above with
///   **S2a** ‖a_j − b_j‖ ≤ (1 − 1/√(2−δ))·‖z_j − b_j‖ for every j of another class, and
///   **S2b** ‖a_j − b_j‖ ≤ (√(1+δ) − 1)·‖z_j − b_j‖ for every j of class c.
/// Then the logit of c falls by at most m'·ln(1+δ) and no other rises by more than m'·ln(2−δ); where c leads
/// by their sum Δmax, it still does. *Proof.* g falls with the distance, so a similarity falls only where
/// ‖z'_j−a_j‖ > ‖z_j−b_j‖, which makes the first factor of Ψ_j at least 1; for class c,
/// ‖z'_j−a_j‖ ≤ ‖z_j−a_j‖ ≤ √(1+δ)·‖z_j−b_j‖ makes the second at least 1/(1+δ). It rises only where the first
/// factor is at most 1; for another class, ‖z'_j−a_j‖ ≥ ‖z'_j−b_j‖ − ‖a_j−b_j‖ ≥ ‖z_j−b_j‖ − ‖a_j−b_j‖ ≥
/// ‖z_j−b_j‖/√(2−δ) makes the second at most 2−δ. Neither step asks that z'_j is z_j, as A1 does, nor
/// that ‖z_j − b_j‖ ≤ √(1−δ), nor for the √ε of A2a.
///
/// The paper takes images that are classified correctly. The proof uses of c only that its logit is
/// the largest, so c is the predicted class here, and the statement covers every image. The check is
/// made with the last layer of A4 whatever the network's own is.
/// Source: paper §2.2, and the proof in its supplement S1.
package struct ProjectionTheorem: TheoremCheck, Sendable {
  /// Which premises are asked, and what lead suffices.
  package enum Form: Sendable {
    /// The paper's: A1 to A3 and a lead of 2·Δmax.
    case paper
    /// S2a and S2b in place of A1 and A2, and a lead of Δmax.
    case sharper

    /// The lead that suffices, in units of Δmax.
    var neededBounds: Double { self == .paper ? 2 : 1 }

    /// The statement in words, as evidence files quote it.
    package var statement: String {
      switch self {
      case .paper:
        "Theorem 2.1: under A1, A2a, A2b, A3 and A4 the predicted class's logit falls, and every other "
          + "logit rises, by at most m' ln((1 + delta)(2 - delta)); where the two largest logits differ "
          + "by at least twice that, the prediction stays."
      case .sharper:
        "The sharper form: under S2a, S2b, A3 and A4 the predicted class's logit falls by at most "
          + "m' ln(1 + delta) and no other rises by more than m' ln(2 - delta); where the two largest "
          + "logits differ by at least the sum of both, the prediction stays."
      }
    }
  }

  package let form: Form

  /// The class of every prototype, and their number K.
  package let prototypeClass: [Int]
  package let classCount: Int
  /// ‖a_j − b_j‖ of every prototype.
  package let shifts: [Double]
  package let epsilon: Double
  /// m', the prototypes of every class; nil where A3 fails.
  package let prototypesPerClass: Int?

  package init(
    _ form: Form = .paper,
    prototypeClass: [Int],
    classCount: Int,
    shifts: [Double],
    epsilon: Double
  ) {
    precondition(
      shifts.count == prototypeClass.count,
      "\(shifts.count) shifts of \(prototypeClass.count) prototypes"
    )
    self.form = form
    (self.prototypeClass, self.classCount) = (prototypeClass, classCount)
    (self.shifts, self.epsilon) = (shifts, epsilon)
    let counts = (0..<classCount).map { label in prototypeClass.count { $0 == label } }
    prototypesPerClass = Set(counts).count == 1 ? counts.first : nil
  }

  package enum Verdict: Int, Sendable, CaseIterable {
    case premisesFail
    /// The premises hold, but the two largest logits are closer than the form needs.
    case gapTooSmall
    case certified
    /// The premises hold and the conclusion does not: a bug of this program, or the theorem is wrong.
    case violated
  }

  /// Pairs of an image and a prototype that a premise is about, and those that meet it by themselves.
  package struct Pairs: Equatable, Sendable {
    package var all = 0
    package var met = 0

    package init(all: Int = 0, met: Int = 0) {
      self.all = all
      self.met = met
    }

    package static func += (sum: inout Pairs, pairs: Pairs) {
      sum.all += pairs.all
      sum.met += pairs.met
    }

    mutating func count(_ isMet: Bool) {
      all += 1
      met += isMet ? 1 : 0
    }
  }

  package struct Finding: Sendable {
    /// c, the class of the largest logit before; the first one on ties.
    package var predictedClass: Int
    /// With the last layer of A4, [K].
    package var logitsBefore: [Double]
    package var logitsAfter: [Double]
    /// The largest logit's lead over the second before.
    package var gap: Double
    /// How far the logit of c fell, and how far that of another class rose at most; may be negative.
    package var fall: Double
    package var rise: Double
    package var nearestPatchesStay = Pairs()
    package var otherClassPairs = Pairs()
    package var ownClassPairs = Pairs()
    /// A1; A2a and A2b, each for a δ of its own; A3.
    package var meetsA1: Bool { nearestPatchesStay.all == nearestPatchesStay.met }
    package var meetsA2a: Bool
    package var meetsA2b: Bool
    package var meetsA3: Bool
    /// The δ of A2a and A2b, or of S2a and S2b, together.
    package var interval: DeltaInterval
    /// The δ of the smallest bound and the bound Δmax; nil where A2 or A3 fails.
    package var delta: Double?
    package var bound: Double?
    package var verdict: Verdict

    package var keepsPrediction: Bool {
      logitsAfter.firstIndex(of: logitsAfter.max() ?? .nan) == predictedClass
    }
  }

  /// The logits of an image before and after with the last layer of A4, which both forms compare.
  typealias Logits = (before: [Double], after: [Double])

  func logits(of image: ProjectedImage) -> Logits { (logits(image.before), logits(image.after)) }

  package func check(_ image: ProjectedImage) -> Finding {
    check(image, logits: logits(of: image))
  }

  func check(_ image: ProjectedImage, logits: Logits) -> Finding {
    let (before, after) = logits
    let winner = before.firstIndex(of: before.max() ?? .nan) ?? 0
    let others = before.indices.filter { $0 != winner }
    var finding = Finding(
      predictedClass: winner,
      logitsBefore: before,
      logitsAfter: after,
      gap: others.map { before[winner] - before[$0] }.min() ?? .infinity,
      fall: before[winner] - after[winner],
      rise: others.map { after[$0] - before[$0] }.max() ?? -.infinity,
      meetsA2a: false,
      meetsA2b: false,
      meetsA3: prototypesPerClass != nil,
      interval: .all,
      verdict: .premisesFail
    )
    var (own, other) = (DeltaInterval.all, DeltaInterval.all)
    for prototype in prototypeClass.indices {
      let nearest = image.before[prototype]
      finding.nearestPatchesStay.count(nearest.cell == image.after[prototype].cell)
      if prototypeClass[prototype] == winner {
        let interval = DeltaInterval.ownClass(
          form,
          shift: shifts[prototype],
          distance: nearest.distance
        )
        finding.ownClassPairs.count(!interval.isEmpty)
        own = own.intersection(interval)
      } else {
        let interval = DeltaInterval.otherClass(
          form,
          shift: shifts[prototype],
          distance: nearest.distance,
          epsilon: epsilon
        )
        finding.otherClassPairs.count(!interval.isEmpty)
        other = other.intersection(interval)
      }
    }
    finding.meetsA2a = !other.isEmpty
    finding.meetsA2b = !own.isEmpty
    finding.interval = own.intersection(other)
    if let count = prototypesPerClass, let delta = finding.interval.best {
      finding.delta = delta
      finding.bound = Self.bound(delta: delta, prototypesPerClass: count)
    }
    finding.verdict = verdict(finding)
    return finding
  }

  /// Δmax = m'·ln((1+δ)(2−δ)).
  package static func bound(delta: Double, prototypesPerClass: Int) -> Double {
    Double(prototypesPerClass) * log((1 + delta) * (2 - delta))
  }

  private func verdict(_ finding: Finding) -> Verdict {
    guard finding.meetsA1 || form == .sharper, finding.meetsA3, let count = prototypesPerClass,
      let delta = finding.delta, let bound = finding.bound
    else { return .premisesFail }
    // A logit is a sum of similarities, each as exact as its distance.
    let tolerance = 1e-9 * (1 + bound)
    let (fall, rise) =
      switch form {
      case .paper: (bound, bound)
      case .sharper: (Double(count) * log(1 + delta), Double(count) * log(2 - delta))
      }
    guard finding.fall <= fall + tolerance, finding.rise <= rise + tolerance else {
      return .violated
    }
    guard finding.gap >= form.neededBounds * bound + tolerance else { return .gapTooSmall }
    return finding.keepsPrediction ? .certified : .violated
  }

  private func logits(_ nearest: [ProjectedImage.Nearest]) -> [Double] {
    let similarity = SimilarityFunction.log(epsilon: Float(epsilon))
    var logits = [Double](repeating: 0, count: classCount)
    for (label, nearest) in zip(prototypeClass, nearest) {
      logits[label] += similarity.value(atDistance: nearest.distance)
    }
    return logits
  }
}
