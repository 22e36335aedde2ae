package import Recipe

extension StageRecord {
  /// A last layer beside the optimum of the convex problem on the training images' similarities.
  package struct LastLayerFit: Codable, Equatable, Sendable {
    /// What made the last layer: `convex` or `adam`.
    package var solver: LastLayerOptimization.Solver
    /// Cross entropy and λ·L1 at the last layer, over all training images.
    package var objective: Double
    /// At most the minimum of the objective.
    package var lowerBound: Double
    /// What the bound is: `fenchel-dual`.
    package var certificateKind: String
    /// Iterations of the convex solver, which also finds the bound for another solver's last layer.
    package var iterationCount: Int
    /// Why the convex solver stopped: `certified`, `vanishing`, `iteration-limit` or `stalled`.
    package var ending: String
    /// The weights between prototypes and other classes, and how many of them are exactly zero.
    package var offClassCount: Int
    package var zeroCount: Int
    /// What own-class weights may be at most in size, and how many of them are; not in older records.
    package var ownClassLimit: Double?
    package var limitedCount: Int?
    /// The evidence file, relative to the run directory, and its SHA-256.
    package var evidence: String?
    package var evidenceDigest: String?

    /// The certificate: at least the distance of the objective from its minimum.
    package var gap: Double { objective - lowerBound }

    package init(
      solver: LastLayerOptimization.Solver,
      objective: Double,
      lowerBound: Double,
      certificateKind: String,
      iterationCount: Int,
      ending: String,
      offClassCount: Int,
      zeroCount: Int
    ) {
      (self.solver, self.objective, self.lowerBound) = (solver, objective, lowerBound)
      (self.certificateKind, self.iterationCount) = (certificateKind, iterationCount)
      (self.ending, self.offClassCount, self.zeroCount) = (ending, offClassCount, zeroCount)
    }
  }
}
