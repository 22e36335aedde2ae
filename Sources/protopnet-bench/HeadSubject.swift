import ArgumentParser
import Engine
import ProtoPNet
import Tensors

/// What a measurement of the head alone repeats, on latent maps in memory.
enum HeadWork: String, ExpressibleByArgument, CaseIterable, Codable {
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

  private var head: PrototypeHead
  private let latent: Tensor
  private let labels: [Int]
  private let optimizer: Adam

  init(prototypesPerClass: Int, batchSize: Int) {
    var stream = RandomStream(seed: 1, purpose: "prototypes")
    head = PrototypeHead(
      prototypeLayer: PrototypeLayer(
        classCount: Self.classCount,
        prototypesPerClass: prototypesPerClass,
        depth: Self.depth,
        random: &stream
      )
    )
    latent = .uniform(
      [batchSize, Self.depth, Self.mapExtent, Self.mapExtent],
      from: 0,
      purpose: "latent maps"
    )
    labels = (0..<batchSize).map { $0 * 7 % Self.classCount }
    optimizer = Adam(count: head.prototypeLayer.prototypes.count, learningRate: 3e-3)
  }

  mutating func perform(_ work: HeadWork) {
    switch work {
    case .forward: _ = head.forward(latent)
    case .training: train()
    }
  }

  private mutating func train() {
    let step = head.trainingStep(
      latent: latent,
      labels: labels,
      coefficients: .published,
      needs: [.latent, .prototypes]
    )
    head.prototypeLayer.prototypes.withUnsafeMutableValues { prototypes in
      step.prototypeGradient?.withUnsafeValues { gradient in
        guard let value = prototypes.baseAddress, let slope = gradient.baseAddress else { return }
        optimizer.step(value, gradients: slope)
      }
    }
  }
}
