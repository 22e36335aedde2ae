import EngineTestSupport
import Engines
import Networks
import Recipe
import Tensors
import TestSupport
import Testing

/// A small graph on the engine beside the same graph in Double.
struct NetworkUnderTest {
  let graph: Graph
  let input: Tensor
  let parameters: any NetworkParameters
  let engine: any ComputeEngine
  var reference: ReferenceNetwork

  /// Draws all parameters at random, running statistics included.
  init(
    _ graph: Graph,
    input shape: Shape,
    usesBatchStatistics: Bool = true,
    engine choice: EngineChoice = .direct,
    precision: Precision = .float32,
    seed: UInt64 = 1
  ) throws {
    self.graph = graph
    engine = try choice.make(precision: precision)
    parameters = engine.makeParameters(of: graph)
    var reference = ReferenceNetwork(
      graph: graph,
      parameters: [:],
      usesBatchStatistics: usesBatchStatistics
    )
    for specification in graph.parameters {
      var stream = RandomStream(seed: seed, purpose: specification.name)
      let (low, high): (Float, Float) =
        specification.role == .runningVariance ? (0.5, 1.5) : (-0.6, 0.6)
      let value = Tensor(
        (0..<specification.shape.count).map { _ in stream.uniform(low, high) },
        shape: specification.shape
      )
      parameters[specification.name] = value
      reference.parameters[specification.name] = value.values.map(Double.init)
    }
    self.reference = reference
    var stream = RandomStream(seed: seed, purpose: "input")
    input = Tensor((0..<shape.count).map { _ in stream.uniform(-1, 1) }, shape: shape)
  }

  var mode: Mode {
    Mode(
      batchNormalization: reference.usesBatchStatistics ? .train : .evaluate,
      trainsFrom: 0,
      computesInputGradient: true
    )
  }

  func truth(_ input: [Double]? = nil) throws -> [Double] {
    let values = input ?? self.input.values.map(Double.init)
    return try reference.forward(.init(shape: self.input.shape, values: values)).values
  }

  /// Compares outputs, and the gradients of Σ upstream·output with central differences in Double.
  ///
  /// Of every gradient so many `elements` are compared, drawn at random.
  func check(
    forward: Double = 1e-4,
    gradient: Double = 1e-3,
    elements: Int = 48,
    _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let network = try parameters.compile(graph, inputShape: input.shape, mode: mode)
    let output = try network.forward(input)
    expectClose(
      output.values,
      try truth(),
      relative: forward,
      "\(what), output",
      sourceLocation: sourceLocation
    )
    var stream = RandomStream(seed: 9, purpose: "upstream")
    let upstream = Tensor(
      (0..<output.count).map { _ in stream.uniform(-1, 1) },
      shape: output.shape
    )
    guard let inputGradient = try network.backward(upstream) else {
      Issue.record("\(what): no input gradient", sourceLocation: sourceLocation)
      return
    }
    func total(_ reference: ReferenceNetwork, _ input: [Double]) throws -> Double {
      let output = try reference.forward(.init(shape: self.input.shape, values: input)).values
      return zip(output, upstream.values).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    let start = input.values.map(Double.init)
    try compare(inputGradient, start, gradient, elements, "\(what), input gradient", sourceLocation)
    {
      try total(reference, $0)
    }
    for specification in graph.parameters where specification.isTrainable {
      let name = specification.name
      try compare(
        parameters.gradient(name),
        reference.parameters[name] ?? [],
        gradient,
        elements,
        "\(what), gradient of \(name)",
        sourceLocation
      ) {
        var changed = reference
        changed.parameters[name] = $0
        return try total(changed, start)
      }
    }
  }

  /// Compares a gradient with central differences, at a random choice of `count` elements.
  private func compare(
    _ gradient: Tensor,
    _ start: [Double],
    _ tolerance: Double,
    _ count: Int,
    _ what: String,
    _ sourceLocation: SourceLocation,
    _ function: ([Double]) throws -> Double
  ) throws {
    let step = 1e-6
    var stream = RandomStream(seed: 4, purpose: what)
    let indices = stream.permutation(of: start.count).prefix(count)
    let slopes = try indices.map { index in
      var (above, below) = (start, start)
      above[index] += step
      below[index] -= step
      return (try function(above) - function(below)) / (2 * step)
    }
    let values = gradient.values
    expectClose(
      indices.map { values[$0] },
      slopes,
      relative: tolerance,
      what,
      sourceLocation: sourceLocation
    )
  }
}
