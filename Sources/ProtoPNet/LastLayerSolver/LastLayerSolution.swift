package import Tensors

/// A last layer with a certificate of how far it is from the best one.
package struct LastLayerSolution: Sendable {
  /// [K, P]; weights that the solver found to be zero are exactly zero.
  package let weight: Tensor
  /// F at `weight`, evaluated in Double; see ``LastLayerProblem``.
  package let objective: Double
  /// At most the minimum of F; see ``DualBound``.
  package let lowerBound: Double
  /// The steps of the outer iteration.
  package let iterationCount: Int
  /// Why the solver stopped.
  package let ending: Ending

  package enum Ending: String, Sendable {
    /// The gap is at most the tolerance times the objective.
    case certified
    /// The objective itself is at most the tolerance times log K, so nothing worth having is left.
    case vanishing
    /// The iteration limit was reached.
    case iterationLimit = "iteration-limit"
    /// No step lowers the objective any more in Double, yet the gap is above the tolerance.
    case stalled
  }

  /// The certificate: at least F(weight) − min F.
  package var gap: Double { objective - lowerBound }
}

extension LastLayer {
  /// The weights between a prototype and another class, and how many of them are exactly zero.
  package func offClassCounts(prototypeClass: [Int]) -> (weights: Int, zeros: Int) {
    let (classCount, count) = (weight.shape[0], weight.shape[1])
    var counts = (weights: 0, zeros: 0)
    weight.withUnsafeValues { weight in
      for label in 0..<classCount {
        for prototype in 0..<count where prototypeClass[prototype] != label {
          counts.weights += 1
          if weight[label * count + prototype] == 0 { counts.zeros += 1 }
        }
      }
    }
    return counts
  }

  /// The weights between a prototype and its own class, in the prototypes' order.
  package func ownClassWeights(prototypeClass: [Int]) -> [Float] {
    prototypeClass.enumerated().map { weight[$1, $0] }
  }
}
