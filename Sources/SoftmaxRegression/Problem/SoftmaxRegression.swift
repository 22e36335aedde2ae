package import Tensors

/// A sparse softmax regression: weights W, [K, P], that tell classes from fixed features.
///
/// Every feature j has one class, class(j), whose weight is free of the penalty. Minimise over W
///
///     F(W) = (1/n) Σᵢ CE(W·sᵢ, yᵢ) + λ Σ |w_kj| over class(j) ≠ k,
///     |w_kj| ≤ B where class(j) = k.
///
/// Without the limit B, F need not have a minimiser, because nothing holds the free weights: where growing
/// ones lower no margin, as where a class's own features alone tell it from the others, F falls towards
/// its infimum for ever, a little at a time, and the weights grow without end. Within the limit there
/// is always a minimiser; where it lies inside, it is one of the problem without it.
package struct SoftmaxRegression: Sendable {
  /// s, [n, P].
  package let features: Tensor
  /// y, each in 0..<K.
  package let labels: [Int]
  /// The class of every feature, whose weight has no penalty.
  package let freeClass: [Int]
  /// K.
  package let classCount: Int
  /// λ, above 0.
  package let penalty: Double
  /// B, above 0, a number that Float has.
  package let freeLimit: Double
  /// What each column of the features has been divided by, and its weights multiplied by; see ``scaled()``.
  let scales: [Double]

  /// Traps unless there is one label an example and each class has a feature, all classes within 0..<K.
  package init(
    features: Tensor,
    labels: [Int],
    freeClass: [Int],
    classCount: Int,
    penalty: Double,
    freeLimit: Double
  ) {
    precondition(
      features.shape == [labels.count, freeClass.count],
      "features \(features.shape) of \(labels.count) examples and \(freeClass.count) free weights"
    )
    precondition(penalty > 0, "sparse softmax regression needs a penalty, not \(penalty)")
    precondition(
      freeLimit > 0 && freeLimit.isFinite,
      "free weights need a limit above 0, not \(freeLimit)"
    )
    precondition(!labels.isEmpty, "sparse softmax regression needs examples")
    precondition(
      labels.allSatisfy { (0..<classCount).contains($0) },
      "labels \(labels) outside 0..<\(classCount)"
    )
    precondition(
      freeClass.allSatisfy { (0..<classCount).contains($0) },
      "features' classes \(freeClass) outside 0..<\(classCount)"
    )
    let empty = Set(0..<classCount).subtracting(freeClass).sorted()
    precondition(empty.isEmpty, "classes \(empty) have no feature")
    self.features = features
    self.labels = labels
    self.freeClass = freeClass
    self.classCount = classCount
    self.penalty = penalty
    self.freeLimit = Double(Float(freeLimit))
    scales = [Double](repeating: 1, count: freeClass.count)
  }

  /// The problem with columns divided by scales.
  init(_ plain: SoftmaxRegression, scales: [Double]) {
    self.scales = scales
    (labels, freeClass, classCount) = (plain.labels, plain.freeClass, plain.classCount)
    (penalty, freeLimit) = (plain.penalty, plain.freeLimit)
    features = Tensor(shape: plain.features.shape) { features in
      plain.features.withUnsafeValues { values in
        for place in features.indices {
          features[place] = Float(Double(values[place]) / scales[place % scales.count])
        }
      }
    }
  }

  /// n.
  var exampleCount: Int { labels.count }
  /// P.
  var featureCount: Int { freeClass.count }
  /// λ for the weights of a feature.
  func penalty(of feature: Int) -> Double { penalty / scales[feature] }
  /// B for the free weight of a feature.
  func limit(of feature: Int) -> Double { freeLimit * scales[feature] }
}
