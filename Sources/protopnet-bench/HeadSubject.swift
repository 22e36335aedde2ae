import ArgumentParser
import Engine
import Networks
import ProtoPNet
import Recipe
import Tensors

/// What a measurement of the head alone repeats, on latent maps in memory.
package enum HeadWork: String, ExpressibleByArgument, CaseIterable, Codable {
  /// From latent maps to logits.
  case forward
  /// Costs, gradients of latent maps and prototypes, and Adam over the prototypes.
  case training
}

/// The paper's head, D = 128 and K = 200, with any number of prototypes on random latent maps of 7×7 cells.
struct HeadSubject {
  static let depth = 128
  static let classCount = 200
  static let mapExtent = 7

  private let network: PrototypeNetwork
  private let latent: Tensor
  private let labels: [Int]
  private let optimizer: Adam

  init(prototypesPerClass: Int, batchSize: Int, threads: Int) {
    network = .random(
      Graph(inputChannels: Self.depth),
      prototypesPerClass: prototypesPerClass,
      engine: Engine(threads: threads)
    )
    latent = .uniform(
      [batchSize, Self.depth, Self.mapExtent, Self.mapExtent],
      from: 0,
      purpose: "latent maps"
    )
    labels = (0..<batchSize).map { $0 * 7 % Self.classCount }
    optimizer = Adam(
      count: network.head.prototypeLayer.prototypes.count,
      learningRate: Float(Optimizer().warmUp.prototypes)
    )
  }

  func perform(_ work: HeadWork) {
    switch work {
    case .forward: _ = network.head.forward(latent)
    case .training:
      let step = network.head.trainingStep(
        latent: latent,
        labels: labels,
        coefficients: .published,
        needs: [.latent, .prototypes]
      )
      guard let gradient = step.prototypeGradient else { return }
      optimizer.step(&network.head.prototypeLayer.prototypes, gradient: gradient)
    }
  }
}
