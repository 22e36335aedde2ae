import Engine
import Networks
import Ranks
import Recipe
import Tensors
import TestSupport
import Testing

struct GradientSumTests {
  /// The sum of V shares is ((g₀ + g₁) + (g₂ + g₃)) of weighted gradients, to the bit.
  @Test(arguments: [1, 2, 4, 8]) func addsInABinaryTree(_ shareCount: Int) throws {
    let (graph, engine) = (Self.graph, Engine(threads: 2))
    let parameters = ParameterStore(graph, engine: engine)
    for parameter in graph.parameters {
      var stream = RandomStream(seed: 3, purpose: parameter.name)
      parameters[parameter.name] = parameter.initializer.tensor(parameter.shape, from: &stream)
    }
    let sum = GradientSum(
      of: parameters,
      prefixes: [""],
      [[5, 3]],
      shareCount: shareCount,
      among: Solo()
    )
    // Twice, because buffers are kept.
    for round in 0..<2 {
      var gradients: [[String: [Float]]] = []
      var others: [[Float]] = []
      for share in 0..<shareCount {
        // The last share of several is empty.
        let isEmpty = shareCount > 2 && share == shareCount - 1
        let count = share == 0 ? 2 : 1
        let weight = Float(count) / Float(shareCount + 1)
        let other = SharesOfABatch.uniform([5, 3], "other \(round) \(share)")
        var own: [String: [Float]] = [:]
        if isEmpty {
          sum.add(weight: 0, [], backward: nil)
        } else {
          let network = try CompiledNetwork(
            graph,
            parameters: parameters,
            inputShape: [count, 3, 8, 8],
            mode: Mode(batchNormalization: .train, trainsFrom: 0),
            engine: engine
          )
          let output = network.forward(
            SharesOfABatch.uniform([count, 3, 8, 8], "input \(round) \(share)")
          )
          sum.add(weight: weight, [other]) {
            network.backward(output, finished: $0)
            for parameter in graph.parameters where parameter.isTrainable {
              own[parameter.name] = parameters.gradient(parameter.name).values.map { $0 * weight }
            }
          }
        }
        for parameter in graph.parameters where parameter.isTrainable && isEmpty {
          own[parameter.name] = Array(repeating: 0, count: parameter.shape.count)
        }
        gradients.append(own)
        others.append(other.values.map { isEmpty ? 0 : $0 * weight })
      }
      let tensors = sum.finish()
      #expect(tensors[0].values == SharesOfABatch.sum(others))
      for parameter in graph.parameters where parameter.isTrainable {
        let expected = SharesOfABatch.sum(gradients.compactMap { $0[parameter.name] })
        #expect(parameters.gradient(parameter.name).values == expected, "\(parameter.name)")
      }
    }
  }

  /// More parameters than one stretch has, so that the backward pass hands them on in parts.
  private static let graph: Graph = {
    var graph = Graph(inputChannels: 3)
    graph.append(
      .convolution(.init(from: 3, to: 400, kernel: 3, padding: 1, hasBias: true)),
      name: "first"
    )
    graph.append(.batchNormalization(.init(channels: 400)), name: "norm")
    graph.append(.relu)
    graph.append(
      .convolution(.init(from: 400, to: 400, kernel: 3, padding: 1, hasBias: true)),
      name: "second"
    )
    graph.append(.convolution(.init(from: 400, to: 8, kernel: 1, hasBias: false)), name: "third")
    return graph
  }()
}
