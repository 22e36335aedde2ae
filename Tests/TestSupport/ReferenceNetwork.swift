import Foundation
package import Networks
package import Tensors

/// A network evaluated by its definition, in Double and one cell at a time: the truth for kernels.
package struct ReferenceNetwork {
  package let graph: Graph
  /// Every parameter by name, in row-major order.
  package var parameters: [String: [Double]]
  /// Whether batch normalisation uses the batch's statistics.
  package var usesBatchStatistics: Bool

  package init(graph: Graph, parameters: [String: [Double]], usesBatchStatistics: Bool) {
    self.graph = graph
    self.parameters = parameters
    self.usesBatchStatistics = usesBatchStatistics
  }

  /// A feature map in Double.
  package struct Map {
    package var shape: Shape
    package var values: [Double]

    package init(shape: Shape, values: [Double]) {
      precondition(values.count == shape.count)
      self.shape = shape
      self.values = values
    }

    subscript(n: Int, c: Int, y: Int, x: Int) -> Double {
      get { values[((n * shape[1] + c) * shape[2] + y) * shape[3] + x] }
      set { values[((n * shape[1] + c) * shape[2] + y) * shape[3] + x] = newValue }
    }

    init(like shape: Shape) {
      self.init(shape: shape, values: Array(repeating: 0, count: shape.count))
    }
  }

  /// The output for an input [N, C, H, W].
  package func forward(_ input: Map) throws -> Map {
    let shapes = try graph.shapes(input: input.shape)
    var maps: [Map] = []
    for (index, node) in graph.nodes.enumerated() {
      let inputs = node.inputs.map { maps[$0] }
      maps.append(evaluate(node, inputs, input, shapes[index]))
    }
    return maps[graph.output]
  }

  private func evaluate(_ node: Graph.Node, _ inputs: [Map], _ input: Map, _ shape: Shape) -> Map {
    switch node.operation {
    case .input: return input
    case .convolution(let convolution): return convolve(convolution, node.name, inputs[0], shape)
    case .batchNormalization(let b): return normalize(b, node.name, inputs[0])
    case .relu: return Map(shape: shape, values: inputs[0].values.map { max($0, 0) })
    case .sigmoid: return Map(shape: shape, values: inputs[0].values.map { 1 / (1 + exp(-$0)) })
    case .maxPool(let pool): return self.pool(pool, inputs[0], shape) { $0.max() ?? 0 }
    case .averagePool(let pool):
      return self.pool(pool, inputs[0], shape) { $0.reduce(0, +) / Double($0.count) }
    case .add:
      let first = inputs[0].values.indices
      return Map(shape: shape, values: first.map { i in inputs.reduce(0) { $0 + $1.values[i] } })
    case .concatenate: return concatenate(inputs, shape)
    }
  }

  private func parameter(_ name: String) -> [Double] { parameters[name] ?? [] }

  private func convolve(_ c: Convolution, _ name: String, _ input: Map, _ shape: Shape) -> Map {
    let (kernel, bias) = (parameter("\(name).weight"), parameter("\(name).bias"))
    var result = Map(like: shape)
    forEachCell(of: shape) { n, o, y, x in
      var sum = c.hasBias ? bias[o] : 0
      for i in 0..<c.inputChannels {
        for v in 0..<c.kernel {
          let row = y * c.stride + v - c.padding
          guard (0..<input.shape[2]).contains(row) else { continue }
          for u in 0..<c.kernel {
            let column = x * c.stride + u - c.padding
            guard (0..<input.shape[3]).contains(column) else { continue }
            let tap = ((o * c.inputChannels + i) * c.kernel + v) * c.kernel + u
            sum += kernel[tap] * input[n, i, row, column]
          }
        }
      }
      result[n, o, y, x] = sum
    }
    return result
  }

  private func normalize(_ b: BatchNormalization, _ name: String, _ input: Map) -> Map {
    let (scale, shift) = (parameter("\(name).weight"), parameter("\(name).bias"))
    var (means, variances) = (
      parameter("\(name).running_mean"), parameter("\(name).running_var")
    )
    if usesBatchStatistics { (means, variances) = Self.statistics(of: input) }
    var result = input
    forEachCell(of: input.shape) { n, c, y, x in
      let deviation = (variances[c] + Double(b.epsilon)).squareRoot()
      result[n, c, y, x] = (input[n, c, y, x] - means[c]) / deviation * scale[c] + shift[c]
    }
    return result
  }

  /// The mean and the biased variance of every channel.
  package static func statistics(of map: Map) -> (means: [Double], variances: [Double]) {
    let count = Double(map.shape[0] * map.shape[2] * map.shape[3])
    var means = [Double](repeating: 0, count: map.shape[1])
    var variances = means
    forEachCell(of: map.shape) { n, c, y, x in means[c] += map[n, c, y, x] / count }
    forEachCell(of: map.shape) { n, c, y, x in
      let difference = map[n, c, y, x] - means[c]
      variances[c] += difference * difference / count
    }
    return (means, variances)
  }

  private func pool(
    _ pool: Pool,
    _ input: Map,
    _ shape: Shape,
    _ reduce: ([Double]) -> Double
  ) -> Map {
    var result = Map(like: shape)
    forEachCell(of: shape) { n, c, y, x in
      var window: [Double] = []
      for v in 0..<pool.kernel {
        for u in 0..<pool.kernel {
          let (row, column) = (
            y * pool.stride + v - pool.padding, x * pool.stride + u - pool.padding
          )
          if (0..<input.shape[2]).contains(row), (0..<input.shape[3]).contains(column) {
            window.append(input[n, c, row, column])
          }
        }
      }
      result[n, c, y, x] = reduce(window)
    }
    return result
  }

  private func concatenate(_ inputs: [Map], _ shape: Shape) -> Map {
    var result = Map(like: shape)
    var offset = 0
    for input in inputs {
      forEachCell(of: input.shape) { n, c, y, x in result[n, offset + c, y, x] = input[n, c, y, x] }
      offset += input.shape[1]
    }
    return result
  }
}

private func forEachCell(of shape: Shape, _ body: (Int, Int, Int, Int) -> Void) {
  for n in 0..<shape[0] {
    for c in 0..<shape[1] {
      for y in 0..<shape[2] {
        for x in 0..<shape[3] { body(n, c, y, x) }
      }
    }
  }
}
