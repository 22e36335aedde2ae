import CDNNL
import Networks
import Tensors

extension Planner {
  /// Plans the gradients of one layer's parameters and inputs.
  mutating func planBackward(_ layer: Layer, needed: [Bool]) {
    program.part = graph.nodes[layer.node].operation.part
    defer { program.part = .other }
    if planGrowthBackward(layer, needed: needed) { return }
    if planNormalizationBackward(layer, needed: needed) { return }
    let node = graph.nodes[layer.node]
    var gradient = takeGradient(layer.result)
    if masksByResult(layer) { gradient = reluGradient(gradient, layer) }
    switch node.operation {
    case .input, .batchNormalization:
      preconditionFailure("node \(layer.node) is not planned here")
    case .convolution(let convolution):
      planConvolutionBackward(convolution, layer, gradient.buffer, needed)
    case .relu:
      add(reluGradient(gradient, layer), to: node.inputs[0])
    case .sigmoid:
      let result = elementwiseGradient(.sigmoid, gradient, layer, description(of: layer))
      add(result, to: node.inputs[0])
    case .maxPool(let pool):
      if pooledReLUs.contains(node.inputs[0]) { gradient = reluGradient(gradient, layer) }
      planPoolingBackward(pool, isMaximum: true, layer, gradient.buffer)
    case .averagePool(let pool):
      planPoolingBackward(pool, isMaximum: false, layer, gradient.buffer)
    case .add:
      for input in node.inputs where needed[input] {
        add(Contribution(buffer: gradient.buffer, isOwn: false), to: input)
      }
    case .concatenate:
      planConcatenationBackward(node, gradient.buffer, needed)
    }
  }

  mutating func add(_ contribution: Contribution, to node: Graph.NodeID) {
    contributions[node].append(contribution)
  }

  func saved(_ layer: Layer) -> Saved {
    guard let saved = saved[layer.node] else {
      preconditionFailure("layer \(layer.node) was not planned forward")
    }
    return saved
  }

  /// The primitive that a layer's forward pass runs.
  private func description(of layer: Layer) -> PrimitiveDescription {
    guard let description = saved(layer).description else {
      preconditionFailure("layer \(layer.node) runs no primitive")
    }
    return description
  }

  /// Whether the backward pass of a layer's ReLU is a pass of its own over the result.
  private func masksByResult(_ layer: Layer) -> Bool {
    guard layer.hasFusedReLU else { return false }
    return switch graph.nodes[layer.node].operation {
    case .convolution: !pooledReLUs.contains(layer.result)
    default: true
    }
  }

  /// The gradient before a layer's ReLU, read off the ReLU's result.
  private mutating func reluGradient(_ gradient: Contribution, _ layer: Layer) -> Contribution {
    let map = description(of: value(layer.result))
    return elementwiseGradient(.relu, gradient, layer, primitives.elementwise(.relu, map))
  }

  private mutating func elementwiseGradient(
    _ kind: Primitives.Elementwise,
    _ gradient: Contribution,
    _ layer: Layer,
    _ forward: PrimitiveDescription
  ) -> Contribution {
    let part = program.part
    program.part = .other
    defer { program.part = part }
    let result = valueForBackward(layer.result)
    let map = description(of: result)
    let target = gradient.isOwn ? gradient.buffer : program.buffer(map)
    program.run(
      primitives.elementwiseBackward(kind, map, forward: forward),
      [
        (DNNL_ARG_DST, result), (DNNL_ARG_DIFF_DST, gradient.buffer),
        (DNNL_ARG_DIFF_SRC, target),
      ]
    )
    return Contribution(buffer: target, isOwn: true)
  }

  /// The gradient of a layer's parameter as a buffer; a scrap of memory where it is not trained.
  mutating func gradientBuffer(_ name: String, _ layer: Layer) -> BufferID {
    let entry = parameters.entry(name)
    guard trains(layer), partialGradients == nil else {
      let part = program.buffer(entry.description)
      partialGradients?[name, default: (layer, [])].parts.append(part)
      return part
    }
    let buffer = program.buffer(entry.description, in: .arenaOffset(entry.gradientOffset))
    gradients.append(buffer)
    return buffer
  }

  func trains(_ layer: Layer) -> Bool { mode.trainsFrom.map { layer.node >= $0 } ?? false }

  private mutating func planPoolingBackward(
    _ pool: Pool,
    isMaximum: Bool,
    _ layer: Layer,
    _ gradient: BufferID
  ) {
    let input = graph.nodes[layer.node].inputs[0]
    let saved = saved(layer)
    let result = featureMap(of: input)
    program.run(
      primitives.poolingBackward(
        pool,
        isMaximum: isMaximum,
        description(of: result),
        to: description(of: gradient),
        forward: description(of: layer)
      ),
      [(DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_SRC, result)]
        + (saved.workspace.map { [(DNNL_ARG_WORKSPACE, $0)] } ?? [])
    )
    add(Contribution(buffer: result, isOwn: true), to: input)
  }

  private mutating func planConcatenationBackward(
    _ node: Graph.Node,
    _ gradient: BufferID,
    _ needed: [Bool]
  ) {
    // A part can be seen within a blocked map where it consists of whole blocks.
    let isAligned = node.inputs.allSatisfy { shapes[$0][1].isMultiple(of: Library.blockSize) }
    let whole =
      isAligned ? gradient : converted(gradient, to: description(of: gradient).rowMajor)
    var offset = 0
    for input in node.inputs {
      defer { offset += shapes[input][1] }
      guard needed[input] else { continue }
      let part = description(of: whole).channels(from: offset, shape: shapes[input])
      let view = program.buffer(part, in: .view(of: whole))
      let result = featureMap(of: input)
      copy(view, to: result)
      add(Contribution(buffer: result, isOwn: true), to: input)
    }
  }
}
