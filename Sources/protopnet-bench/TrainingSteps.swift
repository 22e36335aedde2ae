import Engine
import Engines
import Networks
import ProtoPNet
import Recipe
import Tensors

/// Steps of one stage on one network, with the released code's rates and the backbone in training mode.
struct TrainingSteps {
  private let network: PrototypeNetwork
  private let optimizer: StageOptimizer
  let mode: Mode

  init(_ stage: Stage.Kind, of network: PrototypeNetwork) {
    self.network = network
    optimizer = StageOptimizer(of: stage, network, Optimizer())
    mode = Mode(
      batchNormalization: .train,
      trainsFrom: network.firstTrainedNode(in: .whole, trainsBackbone: stage == .joint)
    )
  }

  /// The kernels of a step on pictures [N, 3, H, W], by oneDNN's names; of other libraries none are known.
  ///
  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func implementations(_ shape: Shape) throws -> [String] {
    let compiled = try network.compiled(.whole, shape: shape, mode: mode)
    return (compiled as? CompiledNetwork)?.implementations ?? []
  }

  /// Goes forward and backward with pictures [N, 3, H, W].
  ///
  /// The gradients of the convolutional layers are in the network's store.
  ///
  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func gradients(
    _ pictures: Tensor,
    labels: [Int]
  ) throws -> (latent: Tensor, head: PrototypeHead.Step) {
    let compiled = try network.compiled(.whole, shape: pictures.shape, mode: mode)
    let latent = try compiled.forward(pictures)
    let step = network.head.trainingStep(
      latent: latent,
      labels: labels,
      coefficients: .published,
      needs: [.latent, .prototypes]
    )
    if let gradient = step.latentGradient { try compiled.backward(gradient) }
    return (latent, step)
  }

  /// Takes one step on pictures [N, 3, H, W] and returns the costs before it.
  ///
  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func step(_ pictures: Tensor, labels: [Int]) throws -> Costs {
    let step = try gradients(pictures, labels: labels).head
    optimizer.step(step.headGradients)
    return step.costs
  }
}
