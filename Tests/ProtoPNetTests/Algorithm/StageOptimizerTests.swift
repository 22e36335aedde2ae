import Engine
import Engines
import Networks
import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

struct StageOptimizerTests {
  private var rates: Optimizer {
    var rates = Optimizer()
    rates.lastLayer.learningRate = 0.5
    return rates
  }

  private func network() -> PrototypeNetwork {
    PrototypeNetwork(
      backbone: Graph(inputChannels: 3),
      addOnLayers: AddOnLayers.regular.graph(from: 3, to: 4),
      head: PrototypeHead(
        prototypeLayer: PrototypeLayer(
          prototypes: Samples.tensor([6, 4, 1, 1], seed: 1),
          prototypeClass: [0, 0, 1, 1, 2, 2],
          classCount: 3
        )
      ),
      engine: Engine(),
      seed: 1
    )
  }

  private func address(_ tensor: Tensor) -> UnsafePointer<Float>? {
    tensor.withUnsafeValues(\.baseAddress)
  }

  /// Adam's first step moves every value by the learning rate against its gradient's sign.
  @Test func headChangesWhereItLies() throws {
    let network = network()
    let compiled = try network.compiled(
      .whole,
      shape: [2, 3, 4, 4],
      mode: Mode(
        batchNormalization: .train,
        trainsFrom: network.firstTrainedNode(in: .whole, trainsBackbone: false)
      )
    )
    try compiled.backward(try compiled.forward(Samples.tensor([2, 3, 4, 4], seed: 2)))
    let prototypes = network.head.prototypeLayer.prototypes.values
    let weight = network.head.lastLayer.weight.values
    let places = (
      address(network.head.prototypeLayer.prototypes), address(network.head.lastLayer.weight)
    )
    StageOptimizer(of: .warmUp, network, rates)
      .step([.prototypes: Tensor(repeating: 2, shape: [6, 4, 1, 1])])
    StageOptimizer(of: .lastLayer, network, rates)
      .step([.lastLayer: Tensor(repeating: -3, shape: [3, 6])])
    for (before, after) in zip(prototypes, network.head.prototypeLayer.prototypes.values) {
      #expect(abs(before - 3e-3 - after) < 1e-6)
    }
    for (before, after) in zip(weight, network.head.lastLayer.weight.values) {
      #expect(abs(before + 0.5 - after) < 1e-6)
    }
    #expect(address(network.head.prototypeLayer.prototypes) == places.0)
    #expect(address(network.head.lastLayer.weight) == places.1)
  }
}
