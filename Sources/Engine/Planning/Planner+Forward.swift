import CDNNL
import Networks
import Recipe
import Tensors

extension Planner {
  /// Whether a backward pass will follow.
  var isTraining: Bool { mode.trainsFrom != nil }

  /// Plans the kernel of one layer.
  mutating func planForward(_ layer: Layer) {
    if planGrowth(layer) { return }
    let node = graph.nodes[layer.node]
    program.part = node.operation.part
    defer { program.part = .other }
    let inputs = node.inputs.map { value($0) }
    let sum = node.operation.isConvolution ? layer.addend.map { value($0) } : addedInPlace(layer)
    let place = normalizedInPlace(layer)
    let result = sum ?? place ?? featureMap(of: layer.result)
    values[layer.result] = result
    switch node.operation {
    case .input:
      preconditionFailure("the input is not a layer")
    case .convolution(let convolution):
      planConvolution(convolution, layer, source: inputs[0], result: result)
    case .batchNormalization(let normalization):
      planNormalization(normalization, layer, result: result)
      if place == nil, !keptSums.contains(layer.result) { normalizations[layer.result] = layer }
    case .relu:
      planElementwise(.relu, layer, source: inputs[0], result: result)
    case .sigmoid:
      planElementwise(.sigmoid, layer, source: inputs[0], result: result)
    case .maxPool(let pool):
      planPooling(pool, isMaximum: true, layer, source: inputs[0], result: result)
    case .averagePool(let pool):
      planPooling(pool, isMaximum: false, layer, source: inputs[0], result: result)
    case .add:
      if layer.hasFusedReLU, mapType == .float32 {
        planSumWithReLU(of: inputs, to: result)
      } else {
        planSum(of: inputs, to: result)
        if layer.hasFusedReLU { planReLUInPlace(result) }
      }
    case .concatenate:
      program.run(
        primitives.concatenation(inputs.map { description(of: $0) }, to: description(of: result)),
        multiple(inputs) + [(DNNL_ARG_DST, result)]
      )
    }
  }

  /// Plans the sum of two or more buffers.
  mutating func planSum(of terms: [BufferID], to total: BufferID) {
    program.run(
      primitives.sum(terms.map { description(of: $0) }, to: description(of: total)),
      multiple(terms) + [(DNNL_ARG_DST, total)]
    )
  }

  /// Plans the sum of two maps and a ReLU behind it, in one pass.
  private mutating func planSumWithReLU(of terms: [BufferID], to total: BufferID) {
    let count = description(of: total).byteCount / MemoryLayout<Float>.stride
    precondition(
      terms.count == 2 && terms.allSatisfy { description(of: $0) == description(of: total) },
      "a residual sum of other maps"
    )
    program.run(reading: terms + [total]) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      MapLoops.addWithReLU(values[0], values[1], count: count, into: values[2])
    }
  }

  private mutating func planReLUInPlace(_ map: BufferID) {
    program.run(
      primitives.elementwise(.relu, description(of: map)),
      [(DNNL_ARG_SRC, map), (DNNL_ARG_DST, map)]
    )
  }

  private func multiple(_ buffers: [BufferID]) -> [(Int32, BufferID)] {
    buffers.enumerated().map { (DNNL_ARG_MULTIPLE_SRC + Int32($0.offset), $0.element) }
  }

  /// The values of a layer's parameter as a buffer.
  mutating func parameter(_ name: String) -> BufferID {
    let entry = parameters.entry(name)
    return program.buffer(entry.description, in: .fixed(parameters.address(of: entry)))
  }

  /// The descriptions of a convolution layer's passes.
  func passes(of convolution: Convolution, _ layer: Layer) -> ConvolutionPasses {
    let node = graph.nodes[layer.node]
    return ConvolutionPasses(
      operation: convolution,
      source: description(of: value(node.inputs[0])),
      kernel: parameters.entry("\(node.name).weight").description,
      bias: convolution.hasBias || layer.normalization != nil
        ? .plain([convolution.outputChannels]) : nil,
      result: description(of: value(layer.result)),
      algorithm: carriesNaN ? .direct : engine.convolution,
      choices: engine.choices,
      library: engine.library
    )
  }

  private mutating func planElementwise(
    _ kind: Primitives.Elementwise,
    _ layer: Layer,
    source: BufferID,
    result: BufferID
  ) {
    let forward = primitives.elementwise(kind, description(of: source))
    program.run(forward, [(DNNL_ARG_SRC, source), (DNNL_ARG_DST, result)])
    if carriesNaN { planNaN(of: source, to: result) }
    saved[layer.node] = Saved(description: forward)
  }

  private mutating func planPooling(
    _ pool: Pool,
    isMaximum: Bool,
    _ layer: Layer,
    source: BufferID,
    result: BufferID
  ) {
    let forward = primitives.pooling(
      pool,
      isMaximum: isMaximum,
      description(of: source),
      to: description(of: result),
      isTraining: isTraining
    )
    let workspace = forward.memory(dnnl_query_workspace_md).map { program.buffer($0) }
    program.run(
      forward,
      [(DNNL_ARG_SRC, source), (DNNL_ARG_DST, result)]
        + (workspace.map { [(DNNL_ARG_WORKSPACE, $0)] } ?? [])
    )
    if carriesNaN, isMaximum { planMaxima(pool, layer, source: source, result: result) }
    saved[layer.node] = Saved(description: forward, workspace: workspace)
  }
}
