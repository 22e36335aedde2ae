package import Recipe
import HeadKernels
package import Tensors

/// What training lowers: CE + λ1·Clst − λ2·separation + λ·L1, the same sum in every stage.
///
/// A stage differs only in which parameters move: to prototypes and convolutions L1 is a constant,
/// to the last layer Clst and the separation are. Source: train_and_test.py.
package struct Objective: Sendable {
  /// The class of every prototype; classes may have different numbers of them.
  package let prototypeClass: [Int]
  /// K.
  package let classCount: Int

  /// Creates the objective; traps unless there are two classes and each has a prototype.
  package init(prototypeClass: [Int], classCount: Int) {
    precondition(classCount >= 2, "separation needs two classes, not \(classCount)")
    PrototypeClasses.check(prototypeClass, classCount: classCount)
    self.prototypeClass = prototypeClass
    self.classCount = classCount
  }

  /// The costs of a batch and the gradients that were asked for.
  package struct Outcome: Sendable {
    package let costs: Costs
    /// The correctly classified images of the batch.
    package let correctCount: Int
    /// ∂total/∂logits, [N, K].
    package let logitGradient: Tensor?
    /// ∂total/∂minimum squared distances but for the path through the logits, [N, P].
    package var distanceGradient: Tensor?
  }

  /// Evaluates a batch: logits [N, K], minimum squared distances [N, P] and the last layer [K, P].
  package func evaluate(
    logits: Tensor,
    minimumSquaredDistances distances: Tensor,
    labels: [Int],
    lastLayer weight: Tensor,
    coefficients: Coefficients,
    needsLogitGradient: Bool = true,
    needsDistanceGradient: Bool = true
  ) -> Outcome {
    let imageCount = labels.count
    precondition(
      logits.shape == [imageCount, classCount]
        && distances.shape == [imageCount, prototypeClass.count],
      "logits \(logits.shape) and distances \(distances.shape) for \(imageCount) images, "
        + "\(classCount) classes and \(prototypeClass.count) prototypes"
    )
    let crossEntropy = CrossEntropy(
      logits: logits,
      labels: labels,
      gradientScale: needsLogitGradient ? coefficients[.crossEntropy] : nil
    )
    let cluster = ClusterCost.evaluate(
      minimumSquaredDistances: distances,
      labels: labels,
      prototypeClass: prototypeClass
    )
    let separation = SeparationCost.evaluate(
      minimumSquaredDistances: distances,
      labels: labels,
      prototypeClass: prototypeClass
    )
    var distanceGradient: Tensor?
    if needsDistanceGradient {
      var gradient = Tensor(shape: distances.shape)
      cluster.addGradient(scale: coefficients.signed(.cluster), to: &gradient)
      separation.addGradient(scale: coefficients.signed(.separation), to: &gradient)
      distanceGradient = gradient
    }
    let l1 = LastLayerL1(weight: weight, prototypeClass: prototypeClass)
    let costs = Costs(
      [
        .crossEntropy: crossEntropy.value,
        .cluster: cluster.meanSquaredDistance,
        .separation: separation.meanSquaredDistance,
        .averageSeparation: SeparationCost.average(
          minimumSquaredDistances: distances,
          labels: labels,
          prototypeClass: prototypeClass
        ),
        .lastLayerL1: l1.value,
        .lastLayerNorm: l1.norm,
      ],
      coefficients: coefficients
    )
    return Outcome(
      costs: costs,
      correctCount: crossEntropy.correctCount,
      logitGradient: crossEntropy.gradient,
      distanceGradient: distanceGradient
    )
  }
}
