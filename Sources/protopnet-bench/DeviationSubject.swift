import Engines
import Networks
import ProtoPNet
import Recipe
import Tensors

/// What one way of computing convolutions makes of a batch and of a short training.
struct DeviationSubject {
  /// Of the first batch, [N, D, H, W] and [N, K].
  let latent: Tensor
  let logits: Tensor
  /// The gradients of the first batch by parameter.
  let gradients: [String: Tensor]
  /// Before each step of the joint stage, the batches in turns.
  let costs: [Costs]
  let implementations: [String]

  /// - Throws: `NetworkError` for pictures that do not fit the network.
  init(
    _ architecture: Architecture,
    engine: any ComputeEngine,
    pictures: LearnablePictures,
    stepCount: Int,
    residualScale: Float
  ) throws {
    let network = try PrototypeNetwork.random(
      architecture,
      prototypesPerClass: 10,
      engine: engine,
      residualScale: residualScale
    )
    let steps = TrainingSteps(.joint, of: network)
    let first = try steps.gradients(pictures.batches[0], labels: pictures.labels)
    (latent, logits) = (first.latent, first.head.logits)
    let names = network.parameters.specifications.filter(\.isTrainable).map(\.name)
    var gradients = Dictionary(
      uniqueKeysWithValues: names.map { ($0, network.parameters.gradient($0)) }
    )
    gradients["prototypes"] = first.head.prototypeGradient
    self.gradients = gradients
    costs = try (0..<stepCount).map { step in
      try steps.step(pictures.batches[step % pictures.batches.count], labels: pictures.labels)
    }
    implementations = try steps.implementations(pictures.batches[0].shape)
  }
}

extension DeviationSubject {
  /// Of every parameter's gradient on the first batch.
  func gradientDeviations(from reference: DeviationSubject) -> Deviation.Summary {
    let deviations = reference.gradients.compactMap { name, gradient in
      gradients[name].map { (name, Deviation.relative($0, to: gradient)) }
    }
    return Deviation.Summary(Dictionary(uniqueKeysWithValues: deviations))
  }

  /// Of the costs before all steps, without the last layer's L1 term.
  func largestTrainedCostDeviation(from reference: DeviationSubject) -> Double {
    Deviation.largestRelative(costs.map(\.trained), to: reference.costs.map(\.trained))
  }
}

extension Costs {
  /// The total without the last layer's L1 term, which the joint stage leaves as it is.
  fileprivate var trained: Double {
    total - Coefficients.published[.lastLayerL1] * (self[.lastLayerL1] ?? 0)
  }
}
