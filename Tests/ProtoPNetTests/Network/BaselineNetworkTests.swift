import Engine
import Engines
import Foundation
import HeadKernels
import Networks
import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

struct BaselineNetworkTests {
  /// A normalised convolution with stride and a rectifier, 2×2 behind 8×8 pixels in two poolings.
  private static let backbone: Graph = {
    var graph = Graph(inputChannels: 3)
    graph.append(
      .convolution(Convolution(from: 3, to: 6, kernel: 3, stride: 2, padding: 1, hasBias: false)),
      name: "conv1"
    )
    graph.append(.batchNormalization(BatchNormalization(channels: 6)), name: "bn1")
    graph.append(.relu)
    graph.append(.maxPool(Pool(kernel: 2, stride: 2)))
    return graph
  }()

  private static func network(seed: UInt64 = 3) -> BaselineNetwork {
    BaselineNetwork(backbone: backbone, extent: 2, classCount: 5, engine: Engine(), seed: seed)
  }

  private static let input: Tensor = {
    var stream = RandomStream(seed: 2, purpose: "input")
    return Tensor((0..<4 * 3 * 8 * 8).map { _ in stream.uniform(-1, 1) }, shape: [4, 3, 8, 8])
  }()

  private static let labels = [0, 3, 4, 3]

  private static func reference(
    _ network: BaselineNetwork,
    usesBatchStatistics: Bool
  ) -> ReferenceNetwork {
    ReferenceNetwork(
      graph: network.graph(.whole),
      parameters: network.parameters.specifications.reduce(into: [:]) {
        $0[$1.name] = network.parameters[$1.name].values.map(Double.init)
      },
      usesBatchStatistics: usesBatchStatistics
    )
  }

  @Test func classifiesByItsDefinition() throws {
    let network = Self.network()
    let logits = try network.logits(Self.input)
    #expect(logits.shape == [4, 5])
    let map = ReferenceNetwork.Map(
      shape: Self.input.shape,
      values: Self.input.values.map(Double.init)
    )
    let truth = try Self.reference(network, usesBatchStatistics: false).forward(map)
    expectClose(logits.values, truth.values, relative: 1e-5, floor: 0.01, "logits")
  }

  /// The cross entropy's slopes in all parameters beside central differences in Double.
  @Test func hasTheGradientOfItsCost() throws {
    let network = Self.network()
    let reference = Self.reference(network, usesBatchStatistics: true)
    let compiled = try network.compiled(
      .whole,
      shape: Self.input.shape,
      mode: Mode(batchNormalization: .train, trainsFrom: 0)
    )
    let logits = try compiled.forward(Self.input).reshaped([4, 5])
    let gradient = try #require(CrossEntropy(logits: logits, labels: Self.labels).gradient)
    try compiled.backward(gradient.reshaped(compiled.outputShape))

    let map = ReferenceNetwork.Map(
      shape: Self.input.shape,
      values: Self.input.values.map(Double.init)
    )
    func cost(_ reference: ReferenceNetwork) throws -> Double {
      let logits = try reference.forward(map).values
      return Self.labels.enumerated().reduce(0) { sum, image in
        let row = logits[image.offset * 5..<image.offset * 5 + 5].map { $0 }
        return sum + log(row.reduce(0) { $0 + exp($1) }) - row[image.element]
      } / 4
    }
    for name in ["linear_layer/0.weight", "linear_layer/0.bias", "backbone/conv1.weight"] {
      let values = reference.parameters[name] ?? []
      let slopes = try values.indices.map { index in
        var (above, below) = (reference, reference)
        above.parameters[name]?[index] += 1e-6
        below.parameters[name]?[index] -= 1e-6
        return (try cost(above) - cost(below)) / 2e-6
      }
      expectClose(
        network.parameters.gradient(name).values,
        slopes,
        relative: 1e-3,
        floor: 0.01,
        name
      )
    }
  }

  /// The mean of a class activation map and the class's bias are the predicted class's logit.
  @Test func classActivationAddsUpToTheLogit() throws {
    let network = Self.network()
    for index in 0..<4 {
      let picture = Self.input.slice(index).reshaped([1, 3, 8, 8])
      let (label, map, logits) = try network.classActivation(picture)
      #expect(map.shape == [2, 2] && label == logits.indicesOfRowMaxima[0])
      let bias = network.parameters["linear_layer/0.bias"].values[label]
      let mean = map.values.reduce(0, +) / 4
      #expect(abs(mean + bias - logits.values[label]) < 1e-5)
    }
  }

  /// A comparison of the two models must not be one of two backbones.
  @Test func startsWithProtoPNetsBackbone() {
    let baseline = Self.network(seed: 8)
    var stream = RandomStream(seed: 8, purpose: "prototypes")
    let network = PrototypeNetwork(
      backbone: Self.backbone,
      addOnLayers: AddOnLayers.regular.graph(from: 6, to: 4),
      head: PrototypeHead(
        prototypeLayer: PrototypeLayer(
          classCount: 5,
          prototypesPerClass: 1,
          depth: 4,
          random: &stream
        )
      ),
      engine: Engine(),
      seed: 8
    )
    let shared = baseline.parameters.specifications.map(\.name).filter { $0.hasPrefix("backbone/") }
    #expect(shared.count == 5)
    for name in shared { #expect(baseline.parameters[name] == network.parameters[name]) }
    #expect(Self.network(seed: 9).parameters[shared[0]] != baseline.parameters[shared[0]])
  }
}
