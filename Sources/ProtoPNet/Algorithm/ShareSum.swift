package import Engines
import Ranks
package import Recipe
import Tensors

/// One step of descent from the shares of a batch, on all ranks the same.
package final class ShareSum {
  /// What a share costs, and the layers that its gradients are to be found in.
  package typealias Pass = (step: TrainingStep, layers: (any RunnableNetwork)?)

  private let sharing: BatchSharing
  private let network: any TrainedNetwork
  private let coefficients: Coefficients
  /// What the head holds of that which the optimiser changes.
  private let tensors: [HeadTensor]
  private let gradients: any ShareGradients

  package init(
    _ sharing: BatchSharing,
    _ optimizer: StageOptimizer,
    of network: any TrainedNetwork,
    _ coefficients: Coefficients
  ) {
    (self.sharing, self.network, self.coefficients) = (sharing, network, coefficients)
    tensors = optimizer.headTensors
    gradients = network.parameters.makeGradientSum(
      prefixes: optimizer.prefixes,
      tensors.map { network.heldTensors[$0]?.shape ?? [] },
      shareCount: sharing.ownCount,
      among: sharing.ranks
    )
  }

  /// The mean over the batch of what `compute` finds for each share.
  ///
  /// - Throws: What `compute` throws, and `NetworkError` of a backward pass.
  package func step(
    _ batch: TrainingBatch,
    _ compute: (TrainingShare) throws -> Pass
  ) throws -> TrainingStep {
    var figures: [ShareFigures] = []
    for (index, share) in batch.shares.enumerated() {
      guard let share else {
        try gradients.add(weight: 0, [], computing: nil)
        figures.append(ShareFigures())
        continue
      }
      let weight = Double(share.labels.count) / Double(batch.imageCount)
      // The released code's running statistics are those of the first device.
      let isFirst = index == 0 && sharing.ranks.isFirst
      let (step, layers) =
        try isFirst
        ? compute(share) : network.parameters.keepingStatistics { try compute(share) }
      try gradients.add(
        weight: Float(weight),
        tensors.map { step.headGradients[$0] },
        computing: step.outputGradient.flatMap { gradient in
          layers.map { (layers: $0, outputGradient: gradient) }
        }
      )
      figures.append(ShareFigures(step.figures, weight: weight))
    }
    let all = ShareFigures.gather(figures, among: sharing.ranks)
    return TrainingStep(
      figures: ShareFigures.mean(all, coefficients),
      outputGradient: nil,
      headGradients: Dictionary(uniqueKeysWithValues: zip(tensors, gradients.finish()))
    )
  }
}
