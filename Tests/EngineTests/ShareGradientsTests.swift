import EngineTestSupport
import Engines
import Networks
import Ranks
import Recipe
import Tensors
import TestSupport
import Testing

/// What an engine makes of a batch's shares, seen through the seam.
struct ShareGradientsTests {
  private static let graph: Graph = {
    var graph = Graph(inputChannels: 3)
    graph.append(
      .convolution(.init(from: 3, to: 16, kernel: 3, padding: 1, hasBias: true)),
      name: "first"
    )
    graph.append(.batchNormalization(.init(channels: 16)), name: "norm")
    graph.append(.relu)
    graph.append(.convolution(.init(from: 16, to: 8, kernel: 1, hasBias: true)), name: "last")
    return graph
  }()

  private func parameters(_ choice: EngineChoice) throws -> any NetworkParameters {
    let parameters = try choice.make(threads: 2).makeParameters(of: Self.graph)
    for parameter in Self.graph.parameters {
      var stream = RandomStream(seed: 3, purpose: parameter.name)
      parameters[parameter.name] = parameter.initializer.tensor(parameter.shape, from: &stream)
    }
    return parameters
  }

  private let training = Mode(batchNormalization: .train, trainsFrom: 0)

  /// The sum of four shares is ((g₀ + g₁) + (g₂ + g₃)) of weighted gradients, to the bit; the last is empty.
  @Test(arguments: EngineChoice.exact)
  func addsInABinaryTree(_ choice: EngineChoice) throws {
    let parameters = try parameters(choice)
    let names = Self.graph.parameters.filter(\.isTrainable).map(\.name)
    let layers = try parameters.compile(Self.graph, inputShape: [2, 3, 6, 6], mode: training)
    let sum = parameters.makeGradientSum(prefixes: [""], [[5, 3]], shareCount: 4, among: Solo())
    var gradients: [String: [[Float]]] = [:]
    var others: [[Float]] = []
    let weights: [Float] = [0.5, 0.25, 0.25]
    for (share, weight) in weights.enumerated() {
      let input = SharesOfABatch.uniform([2, 3, 6, 6], "input \(share)")
      try layers.backward(try layers.forward(input))
      for name in names {
        gradients[name, default: []].append(parameters.gradient(name).values.map { $0 * weight })
      }
      let other = SharesOfABatch.uniform([5, 3], "other \(share)")
      others.append(other.values.map { $0 * weight })
      try sum.add(weight: weight, [other], computing: (layers, try layers.forward(input)))
    }
    try sum.add(weight: 0, [], computing: nil)
    let tensors = sum.finish()
    #expect(tensors[0].values == SharesOfABatch.sum(others + [Array(repeating: 0, count: 15)]))
    for name in names {
      let found = try #require(gradients[name])
      let zeros = Array(repeating: Float(0), count: found[0].count)
      #expect(
        parameters.gradient(name).values == SharesOfABatch.sum(found + [zeros]),
        "\(choice), \(name)"
      )
    }
  }

  /// Adam as `torch.optim.Adam` defines it, with weight decay, and gone on with from its moments.
  @Test(arguments: EngineChoice.exact)
  func stepsAsAdam(_ choice: EngineChoice) throws {
    let (rate, decay) = (0.01, 0.1)
    func trained(restoringAfter count: Int?) throws -> (start: Tensor, gradients: [Tensor], Tensor)
    {
      let parameters = try parameters(choice)
      var optimizer = parameters.makeOptimizer(
        prefix: "first",
        learningRate: Float(rate),
        weightDecay: Float(decay)
      )
      let name = "first.weight"
      let start = parameters[name]
      let layers = try parameters.compile(Self.graph, inputShape: [2, 3, 6, 6], mode: training)
      var gradients: [Tensor] = []
      for step in 0..<3 {
        if step == count {
          let moved = parameters.makeOptimizer(
            prefix: "first",
            learningRate: Float(rate),
            weightDecay: Float(decay)
          )
          for name in ["first.weight", "first.bias"] {
            moved.setMoments(
              of: name,
              first: optimizer.firstMoment(of: name),
              second: optimizer.secondMoment(of: name)
            )
          }
          moved.stepCount = optimizer.stepCount
          optimizer = moved
        }
        let output = try layers.forward(SharesOfABatch.uniform([2, 3, 6, 6], "input \(step)"))
        try layers.backward(output)
        gradients.append(parameters.gradient(name))
        optimizer.step(factor: 0.5)
        #expect(optimizer.leftFiniteParameters)
      }
      return (start, gradients, parameters[name])
    }
    let (start, gradients, end) = try trained(restoringAfter: nil)
    #expect(try trained(restoringAfter: 2).2 == end)
    for index in 0..<start.count {
      var (value, first, second) = (Double(start.values[index]), 0.0, 0.0)
      for (step, gradient) in gradients.enumerated() {
        let slope = Double(gradient.values[index]) + decay * value
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope * slope
        var (one, two) = (1.0, 1.0)
        for _ in 0...step { (one, two) = (one * 0.9, two * 0.999) }
        value -= 0.5 * rate / (1 - one) * first / ((second / (1 - two)).squareRoot() + 1e-8)
      }
      #expect(abs(Double(end.values[index]) - value) < 1e-5, "\(choice), element \(index)")
    }
  }

  @Test(arguments: EngineChoice.exact)
  func keepsStatistics(_ choice: EngineChoice) throws {
    let parameters = try parameters(choice)
    let layers = try parameters.compile(Self.graph, inputShape: [2, 3, 6, 6], mode: training)
    let input = SharesOfABatch.uniform([2, 3, 6, 6], "input")
    let before = parameters["norm.running_mean"]
    _ = try parameters.keepingStatistics { try layers.forward(input) }
    #expect(parameters["norm.running_mean"] == before)
    _ = try layers.forward(input)
    #expect(parameters["norm.running_mean"] != before)
  }
}
