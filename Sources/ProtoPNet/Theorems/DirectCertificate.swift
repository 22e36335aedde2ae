package import Recipe

/// A certificate of our own that a projection keeps a prediction, for any last layer and without A1.
///
/// Let δ_j = ‖a_j − b_j‖. From the distances of all patches to b_j and from δ_j alone,
/// ``ProjectedImage/distanceInterval(prototype:shift:)`` bounds the image's distance to a_j by an
/// interval, so its similarity lies between g(high_j) and g(low_j), because g decreases. With
/// v_j = w[c, j] − w[k, j], class c leads class k after the projection by at least
///
///   Σ_j min(v_j·g(low_j), v_j·g(high_j)).
///
/// The least of these over k ≠ c is the margin; where it is positive the prediction c is certified.
/// Unlike Δmax, which is at least m'·ln 2 however little prototypes move, the margin tends to the
/// logits' lead as the shifts tend to 0.
package struct DirectCertificate: TheoremCheck, Sendable {
  package static let statement =
    "Direct certificate: where sum_j min over the interval of (w[c,j] - w[k,j]) g_j is positive for "
    + "every k other than the predicted class c, the prediction stays."

  /// w_h in rows of classes, [K, P].
  package let weight: [Double]
  package let classCount: Int
  package let shifts: [Double]
  package let similarity: SimilarityFunction

  package init(
    weight: [Double],
    classCount: Int,
    shifts: [Double],
    similarity: SimilarityFunction
  ) {
    precondition(
      weight.count == classCount * shifts.count,
      "\(weight.count) weights for \(classCount) classes and \(shifts.count) prototypes"
    )
    (self.weight, self.classCount) = (weight, classCount)
    (self.shifts, self.similarity) = (shifts, similarity)
  }

  package struct Finding: Sendable {
    /// c, the class of the largest logit before; the first one on ties.
    package var predictedClass: Int
    /// [K].
    package var logitsBefore: [Double]
    package var logitsAfter: [Double]
    /// The interval of each distance after, [P].
    package var intervals: [ClosedRange<Double>]
    /// By how much c leads every other class at least.
    package var margin: Double
    /// The largest ρ such that c stays ahead whichever way every prototype moves by at most ρ.
    package var radius: Double
    /// Whether a distance left its interval, or a certified prediction changed: a bug of this program.
    package var isViolated: Bool

    package var isCertified: Bool { margin > 0 }

    package var keepsPrediction: Bool { predictedClassAfter == predictedClass }

    /// The class of the largest logit after; the first one on ties.
    package var predictedClassAfter: Int {
      logitsAfter.firstIndex(of: logitsAfter.max() ?? .nan) ?? 0
    }
  }

  package func check(_ image: ProjectedImage) -> Finding {
    check(image, intervals: intervals(of: image))
  }

  /// The interval of the distance to each prototype after the projection, [P]; no last layer matters.
  package func intervals(of image: ProjectedImage) -> [ClosedRange<Double>] {
    shifts.indices.map { image.distanceInterval(prototype: $0, shift: shifts[$0]) }
  }

  /// The check from intervals that are known already.
  package func check(_ image: ProjectedImage, intervals: [ClosedRange<Double>]) -> Finding {
    let before = logits(image.before)
    let winner = before.firstIndex(of: before.max() ?? .nan) ?? 0
    var finding = Finding(
      predictedClass: winner,
      logitsBefore: before,
      logitsAfter: logits(image.after),
      intervals: intervals,
      margin: worst(similarities(intervals), of: winner).margin,
      radius: radius(image, of: winner),
      isViolated: false
    )
    finding.isViolated =
      finding.isCertified && !finding.keepsPrediction
      || zip(intervals, image.after).contains { !$0.contains($1.distance) }
    return finding
  }

  private typealias Similarities = [(least: Double, greatest: Double)]

  private func similarities(_ intervals: [ClosedRange<Double>]) -> Similarities {
    intervals.map {
      (similarity.value(atDistance: $0.upperBound), similarity.value(atDistance: $0.lowerBound))
    }
  }

  /// The class that comes closest to `winner`, and by how much `winner` leads it at least.
  private func worst(_ similarities: Similarities, of winner: Int) -> (rival: Int, margin: Double) {
    var worst = (rival: winner, margin: Double.infinity)
    for rival in 0..<classCount where rival != winner {
      let margin = margin(similarities, of: winner, over: rival)
      if margin < worst.margin { worst = (rival, margin) }
    }
    return worst
  }

  /// Σ_j min(v_j·g(low_j), v_j·g(high_j)), less what its arithmetic can have rounded up.
  private func margin(_ similarities: Similarities, of winner: Int, over rival: Int) -> Double {
    let (first, second) = (winner * similarities.count, rival * similarities.count)
    var (sum, magnitude) = (0.0, 0.0)
    for (index, similarity) in similarities.enumerated() {
      let difference = weight[first + index] - weight[second + index]
      let term = difference * (difference > 0 ? similarity.least : similarity.greatest)
      sum += term
      magnitude += abs(term)
    }
    return sum - 1e-12 * magnitude
  }

  // MARK: - The largest radius

  /// The radius by bisection; 0 where `winner` has no lead.
  ///
  /// Within radius ρ a distance r_j lies in [max(0, r_j − ρ), r_j + ρ]: it takes the nearest distances
  /// alone. The margin over a rival falls as ρ grows, so a rival that does not catch up at the radius of
  /// another one needs no bisection of its own.
  private func radius(_ image: ProjectedImage, of winner: Int) -> Double {
    func similarities(_ radius: Double) -> Similarities {
      self.similarities(
        shifts.indices.map { image.distanceInterval(prototype: $0, radius: radius) }
      )
    }
    var (rival, margin) = worst(similarities(0), of: winner)
    guard margin > 0 else { return 0 }
    var radius = Double.infinity
    while margin <= 0 || radius == .infinity {
      var (low, high) = (0.0, min(radius, 1e-3))
      while high < min(radius, Self.largestRadius),
        self.margin(similarities(high), of: winner, over: rival) > 0
      {
        (low, high) = (high, 2 * high)
      }
      while high - low > 1e-9 * high {
        let middle = (low + high) / 2
        if self.margin(similarities(middle), of: winner, over: rival) > 0 {
          low = middle
        } else {
          high = middle
        }
      }
      radius = low
      (rival, margin) = worst(similarities(radius), of: winner)
    }
    return radius
  }

  /// No latent patch is farther than this from a prototype of any network that makes sense.
  private static let largestRadius = 1e6

  private func logits(_ nearest: [ProjectedImage.Nearest]) -> [Double] {
    let similarities = nearest.map { similarity.value(atDistance: $0.distance) }
    return (0..<classCount).map { label in
      let row = weight[label * similarities.count..<(label + 1) * similarities.count]
      return zip(row, similarities).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}
