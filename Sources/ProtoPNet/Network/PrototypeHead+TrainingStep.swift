package import Recipe
import HeadKernels
package import Tensors

extension PrototypeHead {
  /// The gradients that a stage uses; nothing is computed for the others.
  package struct GradientNeeds: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// With respect to the latent maps: warm-up and joint stage.
    package static let latent = GradientNeeds(rawValue: 1)
    /// With respect to the prototypes: warm-up and joint stage.
    package static let prototypes = GradientNeeds(rawValue: 2)
    /// With respect to the last layer: last-layer stage.
    package static let lastLayer = GradientNeeds(rawValue: 4)
  }

  /// The costs and gradients of one batch.
  package struct Step: Sendable {
    package let costs: Costs
    package let correctCount: Int
    /// [N, K].
    package let logits: Tensor
    /// ∂total/∂latent, [N, D, H, W]; nil where not asked for, as below.
    package var latentGradient: Tensor?
    /// ∂total/∂prototypes, [P, D, H1, W1].
    package var prototypeGradient: Tensor?
    /// ∂total/∂lastLayer, [K, P].
    package var lastLayerGradient: Tensor?
  }

  /// Evaluates a batch of latent maps [N, D, H, W]; an empty `needs` is an evaluation without gradients.
  package func trainingStep(
    latent: Tensor,
    labels: [Int],
    coefficients: Coefficients,
    needs: GradientNeeds
  ) -> Step {
    let distances = prototypeLayer.forward(latent)
    let wantsBackward = !needs.isDisjoint(with: [.latent, .prototypes])
    var (step, gradient) = step(
      minimumSquaredDistances: distances.values,
      labels: labels,
      coefficients: coefficients,
      needsDistances: wantsBackward,
      needsLastLayer: needs.contains(.lastLayer)
    )
    guard let gradient else { return step }
    let gradients = prototypeLayer.backward(
      latent: latent,
      minimumDistances: distances,
      distanceGradient: gradient,
      needsLatent: needs.contains(.latent),
      needsPrototypes: needs.contains(.prototypes)
    )
    step.latentGradient = gradients.latent
    step.prototypeGradient = gradients.prototypes
    return step
  }

  /// A step of the last-layer stage on minimum squared distances [N, P] that were kept from before.
  ///
  /// Where nothing before the last layer changes, as with a backbone without batch normalisation,
  /// the distances can be computed once for the whole stage.
  package func lastLayerStep(
    minimumSquaredDistances: Tensor,
    labels: [Int],
    coefficients: Coefficients,
    needsGradient: Bool = true
  ) -> Step {
    step(
      minimumSquaredDistances: minimumSquaredDistances,
      labels: labels,
      coefficients: coefficients,
      needsDistances: false,
      needsLastLayer: needsGradient
    ).step
  }

  /// The part of a step from the minimum distances on, with ∂total/∂distances if asked for.
  private func step(
    minimumSquaredDistances distances: Tensor,
    labels: [Int],
    coefficients: Coefficients,
    needsDistances: Bool,
    needsLastLayer: Bool
  ) -> (step: Step, distanceGradient: Tensor?) {
    let similarities = prototypeLayer.similarityFunction.values(at: distances)
    let logits = lastLayer.logits(of: similarities)
    var evaluation = objective.evaluate(
      logits: logits,
      minimumSquaredDistances: distances,
      labels: labels,
      lastLayer: lastLayer.weight,
      coefficients: coefficients,
      needsLogitGradient: needsDistances || needsLastLayer,
      needsDistanceGradient: needsDistances
    )
    var step = Step(costs: evaluation.costs, correctCount: evaluation.correctCount, logits: logits)
    guard let logitGradient = evaluation.logitGradient else { return (step, nil) }
    if needsLastLayer {
      var gradient = lastLayer.weightGradient(of: logitGradient, similarities: similarities)
      LastLayerL1.addGradient(
        scale: coefficients.signed(.lastLayerL1),
        weight: lastLayer.weight,
        prototypeClass: objective.prototypeClass,
        to: &gradient
      )
      step.lastLayerGradient = gradient
    }
    // Taken out, since a second reference would copy it below.
    guard var distanceGradient = evaluation.distanceGradient.take() else { return (step, nil) }
    prototypeLayer.similarityFunction.addGradient(
      of: logitGradient,
      through: lastLayer.weight,
      at: distances,
      to: &distanceGradient
    )
    return (step, distanceGradient)
  }
}
