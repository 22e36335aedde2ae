package import Tensors

/// The convex problem of stage 3: the last layer W, [K, P], on fixed similarities.
///
/// Minimise over W
///
///     F(W) = (1/n) Σᵢ CE(W·sᵢ, yᵢ) + λ Σ |w_kj| over class(j) ≠ k.
///
/// Own-class weights carry no penalty, so F need not have a minimiser: where growing own-class weights
/// never lowers a margin, F falls towards its infimum without reaching it. A common case is a network
/// whose own-class similarities alone separate the training images: the infimum is then 0, at
/// infinitely large weights. The infimum always exists (F ≥ 0), and so does the dual's maximiser, so
/// ``DualBound`` tells in either case how far above the infimum a given W is.
/// Source: paper §2.2, "convex optimization of last layer".
package struct LastLayerProblem: Sendable {
  /// [n, P].
  package let similarities: Tensor
  /// y, each in 0..<K.
  package let labels: [Int]
  /// The class of every prototype.
  package let prototypeClass: [Int]
  /// K.
  package let classCount: Int
  /// λ, above 0.
  package let penalty: Double

  package init(
    similarities: Tensor,
    labels: [Int],
    prototypeClass: [Int],
    classCount: Int,
    penalty: Double
  ) {
    precondition(
      similarities.shape == [labels.count, prototypeClass.count],
      "similarities \(similarities.shape) of \(labels.count) images and "
        + "\(prototypeClass.count) prototypes"
    )
    precondition(penalty > 0, "the convex last layer needs a penalty, not \(penalty)")
    Labels.check(labels, imageCount: labels.count, classCount: classCount)
    PrototypeLayer.checkClasses(prototypeClass, classCount: classCount)
    self.similarities = similarities
    self.labels = labels
    self.prototypeClass = prototypeClass
    self.classCount = classCount
    self.penalty = penalty
  }

  /// n.
  var imageCount: Int { labels.count }
  /// P.
  var prototypeCount: Int { prototypeClass.count }

  /// λ Σ |w_kj| over class(j) ≠ k, of weights [K, P].
  func penalty(of weights: [Double]) -> Double {
    var sum = 0.0
    forEachOffClassPlace { sum += abs(weights[$0]) }
    return penalty * sum
  }

  /// Calls `body` with the places k·P + j where class(j) ≠ k, in ascending order.
  func forEachOffClassPlace(_ body: (Int) -> Void) {
    let count = prototypeCount
    for label in 0..<classCount {
      for prototype in 0..<count where prototypeClass[prototype] != label {
        body(label * count + prototype)
      }
    }
  }
}
