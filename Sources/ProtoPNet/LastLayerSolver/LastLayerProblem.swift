import HeadKernels
package import Tensors

/// The convex problem of stage 3: the last layer W, [K, P], on fixed similarities.
///
/// Minimise over W
///
///     F(W) = (1/n) Σᵢ CE(W·sᵢ, yᵢ) + λ Σ |w_kj| over class(j) ≠ k,
///     |w_kj| ≤ B where class(j) = k.
///
/// The paper has no limit B. But its own-class weights carry no penalty, so its F need not have a
/// minimiser: where growing own-class weights lower no margin, as where own-class similarities alone
/// tell a class from the others, F falls towards its infimum for ever, a little at a time, and the weights
/// without end. Within the limit there is always a minimiser; where it lies inside, it is the paper's.
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
  /// B, above 0, a number that Float has.
  package let ownClassLimit: Double

  /// A hundred times what own-class weights begin with.
  package static let usualOwnClassLimit = 100.0

  package init(
    similarities: Tensor,
    labels: [Int],
    prototypeClass: [Int],
    classCount: Int,
    penalty: Double,
    ownClassLimit: Double = usualOwnClassLimit
  ) {
    precondition(
      similarities.shape == [labels.count, prototypeClass.count],
      "similarities \(similarities.shape) of \(labels.count) images and "
        + "\(prototypeClass.count) prototypes"
    )
    precondition(penalty > 0, "the convex last layer needs a penalty, not \(penalty)")
    precondition(
      ownClassLimit > 0 && ownClassLimit.isFinite,
      "own-class weights need a limit above 0, not \(ownClassLimit)"
    )
    Labels.check(labels, imageCount: labels.count, classCount: classCount)
    PrototypeClasses.check(prototypeClass, classCount: classCount)
    self.similarities = similarities
    self.labels = labels
    self.prototypeClass = prototypeClass
    self.classCount = classCount
    self.penalty = penalty
    self.ownClassLimit = Double(Float(ownClassLimit))
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
