internal import CDNNL
internal import Networks
internal import Tensors

extension Planner {
  /// Whether a backward pass will follow.
  private var isTraining: Bool { mode.trainsFrom != nil }

  /// Plans the kernel of one layer.
  mutating func planForward(_ layer: Layer) {
    if planGrowth(layer) { return }
    let node = graph.nodes[layer.node]
    let inputs = node.inputs.map { value($0) }
    let result = layer.addend.map { value($0) } ?? featureMap(of: layer.result)
    values[layer.result] = result
    switch node.operation {
    case .input:
      preconditionFailure("the input is not a layer")
    case .convolution(let convolution):
      planConvolution(convolution, layer, source: inputs[0], result: result)
    case .batchNormalization(let normalization) where readsGrowingMap(layer):
      planGrowingNormalization(normalization, layer, result: result)
      recomputable[layer.result] = layer
    case .batchNormalization(let normalization):
      planNormalization(normalization, layer, source: inputs[0], result: result)
    case .relu:
      planElementwise(.relu, layer, source: inputs[0], result: result)
    case .sigmoid:
      planElementwise(.sigmoid, layer, source: inputs[0], result: result)
    case .maxPool(let pool):
      planPooling(pool, isMaximum: true, layer, source: inputs[0], result: result)
    case .averagePool(let pool):
      planPooling(pool, isMaximum: false, layer, source: inputs[0], result: result)
    case .add:
      if layer.hasFusedReLU {
        planSumWithReLU(of: inputs, to: result)
      } else {
        planSum(of: inputs, to: result)
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
      algorithm: engine.convolution,
      choices: engine.choices,
      library: engine.library
    )
  }

  private mutating func planConvolution(
    _ convolution: Convolution,
    _ layer: Layer,
    source: BufferID,
    result: BufferID
  ) {
    let name = graph.nodes[layer.node].name
    let forward = passes(of: convolution, layer).forward(
      .init(adds: layer.addend != nil, relu: layer.hasFusedReLU),
      isTraining: isTraining
    )
    var kernel = parameter("\(name).weight")
    var bias = convolution.hasBias ? parameter("\(name).bias") : nil
    let layout = forward.memory(dnnl_query_weights_md) ?? description(of: kernel)
    if let index = layer.normalization,
      case .batchNormalization(let normalization) = graph.nodes[index].operation
    {
      (kernel, bias) = foldedParameters(
        of: convolution,
        named: name,
        into: normalization,
        named: graph.nodes[index].name,
        kernelPlace: layout == description(of: kernel) ? .permanent : .arena
      )
    }
    let arguments = [
      (DNNL_ARG_SRC, source),
      (DNNL_ARG_WEIGHTS, converted(kernel, to: layout, isPreparation: !isTraining)),
      (DNNL_ARG_DST, result),
    ]
    program.run(forward, arguments + (bias.map { [(DNNL_ARG_BIAS, $0)] } ?? []))
    saved[layer.node] = Saved(description: forward)
  }

  private mutating func planElementwise(
    _ kind: Primitives.Elementwise,
    _ layer: Layer,
    source: BufferID,
    result: BufferID
  ) {
    let forward = primitives.elementwise(kind, description(of: source))
    program.run(forward, [(DNNL_ARG_SRC, source), (DNNL_ARG_DST, result)])
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
    saved[layer.node] = Saved(description: forward, workspace: workspace)
  }

  private mutating func planNormalization(
    _ normalization: BatchNormalization,
    _ layer: Layer,
    source: BufferID,
    result: BufferID
  ) {
    let name = graph.nodes[layer.node].name
    let usesBatch = mode.batchNormalization == .train
    let running = (parameter("\(name).running_mean"), parameter("\(name).running_var"))
    let replicas = zip(replicas(of: source, layer), replicas(of: result, layer))
    for (index, (source, result)) in replicas.enumerated() {
      // Batch statistics are computed by the training form only.
      let forward = primitives.batchNormalization(
        Primitives.Normalization(
          epsilon: normalization.epsilon,
          usesRunningStatistics: !usesBatch,
          relu: layer.hasFusedReLU
        ),
        description(of: source),
        isTraining: isTraining || usesBatch
      )
      let statistics = MemoryDescription.plain([normalization.channels])
      let mean = usesBatch ? program.buffer(statistics) : running.0
      let variance = usesBatch ? program.buffer(statistics) : running.1
      let workspace = forward.memory(dnnl_query_workspace_md).map { program.buffer($0) }
      program.run(
        forward,
        [
          (DNNL_ARG_SRC, source), (DNNL_ARG_DST, result), (DNNL_ARG_MEAN, mean),
          (DNNL_ARG_VARIANCE, variance), (DNNL_ARG_SCALE, parameter("\(name).weight")),
          (DNNL_ARG_SHIFT, parameter("\(name).bias")),
        ] + (workspace.map { [(DNNL_ARG_WORKSPACE, $0)] } ?? [])
      )
      normalizations[layer.node, default: []].append(
        Saved(description: forward, workspace: workspace, mean: mean, variance: variance)
      )
      if usesBatch, index == 0 {
        let shape = shapes[layer.node]
        planRunningStatistics(
          normalization,
          sampleCount: min(mode.replicaSize ?? shape[0], shape[0]) * shape[2] * shape[3],
          batch: (mean, variance),
          running: running
        )
      }
    }
  }

  /// The parts of a layer's batch that are normalised on their own.
  mutating func replicas(of buffer: BufferID, _ layer: Layer) -> [BufferID] {
    let shape = shapes[layer.node]
    guard mode.batchNormalization == .train, let size = mode.replicaSize, size < shape[0] else {
      return [buffer]
    }
    return stride(from: 0, to: shape[0], by: size).map { first in
      let count = min(size, shape[0] - first)
      let part = MemoryDescription.featureMap([count, shape[1], shape[2], shape[3]])
      return program.buffer(part, in: .view(of: buffer, at: first * (part.byteCount / count)))
    }
  }

  /// Moves the running statistics towards the batch's; the variance without bias, as PyTorch does.
  mutating func planRunningStatistics(
    _ normalization: BatchNormalization,
    sampleCount: Int,
    batch: (BufferID, BufferID),
    running: (BufferID, BufferID)
  ) {
    let share = normalization.momentum
    let unbiased = sampleCount > 1 ? Float(sampleCount) / Float(sampleCount - 1) : 1
    let channels = normalization.channels
    program.run(reading: [batch.0, batch.1, running.0, running.1]) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      for channel in 0..<channels {
        values[2][channel] += share * (values[0][channel] - values[2][channel])
        values[3][channel] += share * (unbiased * values[1][channel] - values[3][channel])
      }
    }
  }
}
