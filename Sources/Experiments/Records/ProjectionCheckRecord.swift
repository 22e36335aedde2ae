extension StageRecord {
  /// A file that others can recompute a check's verdict from, relative to the run directory.
  package struct Evidence: Codable, Equatable, Sendable {
    package var path: String
    /// Its SHA-256.
    package var digest: String

    package init(path: String, digest: String) {
      self.path = path
      self.digest = digest
    }
  }

  /// What checking a projection image by image found: Theorem 2.1 and the direct certificate.
  ///
  /// Figures in double precision; the class that an image is checked for is the one predicted before.
  package struct ProjectionCheck: Codable, Equatable, Sendable {
    /// `test`, or another split's name.
    package var split: String
    package var imageCount: Int
    /// m', the prototypes of every class; nil where classes differ.
    package var prototypesPerClass: Int?
    /// A1, A2a, A2b, A3 and A4, in this order.
    package var premises: [Premise]
    /// Images with one δ that meets A2a and A2b.
    package var feasibleCount: Int
    /// Images whose premises A1 to A3 hold, their gap being large enough or not.
    package var premisesHoldCount: Int
    /// Images that Theorem 2.1 certifies with the last layer of A4.
    package var certifiedCount: Int
    /// Images that its sharper form certifies; nil in records of programs that did not know it.
    package var sharperCertifiedCount: Int?
    /// The greatest lead of the predicted class over the second, and twice the least Δmax, 2 m' ln 2.
    package var greatestGap: Double
    package var leastNeededGap: Double?
    /// The greatest observed change in relation to Δmax, where a δ is feasible.
    package var greatestShareOfBound: Double?
    /// With the last layer of A4, 1 and 0, and with the network's own.
    package var theoremLastLayer: LastLayer
    package var ownLastLayer: LastLayer
    /// The greatest difference of a logit between single and double precision, and the images whose
    /// predicted class it changes.
    package var greatestRoundingError: Double
    package var roundedPredictionCount: Int
    /// ‖a − b‖ of the prototype that moved farthest.
    package var greatestShift: Double
    package var percentiles: Percentiles

    /// How far one premise of the theorem holds.
    package struct Premise: Codable, Equatable, Sendable {
      package var name: String
      /// Images that meet it.
      package var imageCount: Int
      /// Pairs of an image and a prototype that it is about, and those that meet it by themselves; nil
      /// for premises about the network.
      package var pairCount: Int?
      package var metPairCount: Int?

      package init(name: String, imageCount: Int, pairCount: Int? = nil, metPairCount: Int? = nil) {
        (self.name, self.imageCount) = (name, imageCount)
        (self.pairCount, self.metPairCount) = (pairCount, metPairCount)
      }
    }

    /// What happens with one last layer.
    package struct LastLayer: Codable, Equatable, Sendable {
      package var correctBefore: Int
      package var correctAfter: Int
      /// Images whose predicted class the projection did not change.
      package var unchangedCount: Int
      /// Images whose prediction the direct certificate guarantees.
      package var certifiedCount: Int
      /// The median of the largest radius that keeps a prediction certified.
      package var medianRadius: Double

      package init(
        correctBefore: Int,
        correctAfter: Int,
        unchangedCount: Int,
        certifiedCount: Int,
        medianRadius: Double
      ) {
        (self.correctBefore, self.correctAfter) = (correctBefore, correctAfter)
        (self.unchangedCount, self.certifiedCount) = (unchangedCount, certifiedCount)
        self.medianRadius = medianRadius
      }
    }

    /// Values at the percentiles 0, 2, … 100 over the images, each quantity sorted by itself.
    package struct Percentiles: Codable, Equatable, Sendable {
      /// The larger of the fall of the predicted class's logit and the rise of another one.
      package var change: [Double]
      /// The predicted class's lead before.
      package var gap: [Double]
      /// Δmax, over the images with a feasible δ.
      package var bound: [Double]
      /// The largest radius that keeps the prediction certified, with the network's own last layer.
      package var radius: [Double]

      package init(change: [Double], gap: [Double], bound: [Double], radius: [Double]) {
        (self.change, self.gap, self.bound, self.radius) = (change, gap, bound, radius)
      }
    }

    package init(
      split: String,
      imageCount: Int,
      prototypesPerClass: Int?,
      premises: [Premise],
      feasibleCount: Int,
      premisesHoldCount: Int,
      certifiedCount: Int,
      sharperCertifiedCount: Int?,
      greatestGap: Double,
      leastNeededGap: Double?,
      greatestShareOfBound: Double?,
      theoremLastLayer: LastLayer,
      ownLastLayer: LastLayer,
      greatestRoundingError: Double,
      roundedPredictionCount: Int,
      greatestShift: Double,
      percentiles: Percentiles
    ) {
      (self.split, self.imageCount) = (split, imageCount)
      (self.prototypesPerClass, self.premises) = (prototypesPerClass, premises)
      (self.feasibleCount, self.premisesHoldCount) = (feasibleCount, premisesHoldCount)
      (self.certifiedCount, self.greatestGap) = (certifiedCount, greatestGap)
      self.sharperCertifiedCount = sharperCertifiedCount
      (self.leastNeededGap, self.greatestShareOfBound) = (leastNeededGap, greatestShareOfBound)
      (self.theoremLastLayer, self.ownLastLayer) = (theoremLastLayer, ownLastLayer)
      self.greatestRoundingError = greatestRoundingError
      (self.roundedPredictionCount, self.greatestShift) = (roundedPredictionCount, greatestShift)
      self.percentiles = percentiles
    }
  }
}
