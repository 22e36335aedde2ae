import CDNNL
import Networks
import Tensors

extension Planner {
  /// Plans the forward pass of a convolution.
  mutating func planConvolution(
    _ convolution: Convolution,
    _ layer: Layer,
    source: BufferID,
    result: BufferID
  ) {
    let name = graph.nodes[layer.node].name
    let forward = passes(of: convolution, layer).forward(
      .init(adds: layer.addend != nil, relu: layer.hasFusedReLU && !carriesNaN),
      isTraining: isTraining
    )
    var kernel = parameter("\(name).weight")
    var bias = convolution.hasBias ? parameter("\(name).bias") : nil
    let layout = layout(ofKernel: kernel, in: forward)
    if let index = layer.normalization,
      case .batchNormalization(let normalization) = graph.nodes[index].operation
    {
      (kernel, bias) = foldedParameters(
        of: convolution,
        named: name,
        into: normalization,
        named: graph.nodes[index].name,
        use: forward.keepsKernel ? layout == description(of: kernel) ? .read : .copied : .everyPass
      )
    }
    switch forward {
    case .primitive(let primitive):
      let kernel = converted(
        kernel,
        to: layout,
        isPreparation: !isTraining
      )
      planPrimitive(
        primitive,
        reading: [
          (DNNL_ARG_SRC, dnnl_query_src_md, source),
          (DNNL_ARG_WEIGHTS, dnnl_query_weights_md, kernel),
        ],
        writing: (DNNL_ARG_DST, dnnl_query_dst_md, result),
        adds: layer.addend != nil,
        bias.map { [(DNNL_ARG_BIAS, $0)] } ?? []
      )
      saved[layer.node] = Saved(description: primitive)
    case .transformed(let pass):
      planTransformed(pass, [source, kernel, result], bias: bias)
      saved[layer.node] = Saved()
    }
    if carriesNaN, layer.hasFusedReLU { planReLU(of: result) }
  }

  /// How a forward pass reads a kernel.
  private func layout(
    ofKernel kernel: BufferID,
    in forward: ConvolutionPass
  ) -> MemoryDescription {
    let layout =
      switch forward {
      case .primitive(let primitive): primitive.memory(dnnl_query_weights_md)
      case .transformed(let pass): pass.preparedKernel
      }
    return layout ?? description(of: kernel)
  }

  /// Plans a pass by our own transforms of two operands to a third.
  private mutating func planTransformed(
    _ pass: TransformedPass,
    _ operands: [BufferID],
    bias: BufferID? = nil
  ) {
    var operands = operands
    if let preparation = pass.preparation, let layout = pass.preparedKernel {
      let prepared = program.buffer(layout, in: preparation.isKept ? .permanent : .arena)
      program.run(reading: [operands[1], prepared], isPreparation: preparation.isKept) {
        preparation.run($0[0], $0[1])
      }
      operands[1] = prepared
    }
    let scratch = program.buffer(.plain([(pass.scratchByteCount + 3) / 4]))
    program.run(reading: operands + [scratch] + (bias.map { [$0] } ?? []), pass.run)
  }

  /// Plans a primitive with copies of its operands where it takes them in another form.
  ///
  /// Where it `adds`, the result's memory holds what is added.
  private mutating func planPrimitive(
    _ primitive: PrimitiveDescription,
    reading operands: [(argument: Int32, query: dnnl_query_t, buffer: BufferID)],
    writing target: (argument: Int32, query: dnnl_query_t, buffer: BufferID),
    adds: Bool = false,
    _ others: [(Int32, BufferID)] = []
  ) {
    var arguments = operands.map { operand in
      let layout = primitive.memory(operand.query) ?? description(of: operand.buffer)
      return (operand.argument, converted(operand.buffer, to: layout))
    }
    let layout = primitive.memory(target.query) ?? description(of: target.buffer)
    let isDirect = layout == description(of: target.buffer)
    let result =
      isDirect
      ? target.buffer : adds ? converted(target.buffer, to: layout) : program.buffer(layout)
    arguments.append((target.argument, result))
    program.run(primitive, arguments + others)
    if !isDirect { copy(result, to: target.buffer) }
  }

  /// Plans the gradients of a convolution's parameters and source.
  mutating func planConvolutionBackward(
    _ convolution: Convolution,
    _ layer: Layer,
    _ gradient: BufferID,
    _ needed: [Bool]
  ) {
    let node = graph.nodes[layer.node]
    let passes = passes(of: convolution, layer)
    let forward = saved(layer).description
    if trains(layer) {
      let target = gradientBuffer("\(node.name).weight", layer)
      let source = valueForBackward(node.inputs[0])
      switch passes.backwardKernel(forward) {
      case .primitive(let primitive):
        planPrimitive(
          primitive,
          reading: [
            (DNNL_ARG_SRC, dnnl_query_src_md, source),
            (DNNL_ARG_DIFF_DST, dnnl_query_diff_dst_md, gradient),
          ],
          writing: (DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md, target),
          convolution.hasBias
            ? [(DNNL_ARG_DIFF_BIAS, gradientBuffer("\(node.name).bias", layer))] : []
        )
      case .transformed(let pass):
        planTransformed(pass, [source, gradient, target])
        if convolution.hasBias {
          planChannelSums(of: gradient, layer, to: gradientBuffer("\(node.name).bias", layer))
        }
      }
    }
    guard needed[node.inputs[0]] else { return }
    let kernel = parameter("\(node.name).weight")
    let result = featureMap(of: node.inputs[0])
    switch passes.backwardData(forward) {
    case .primitive(let primitive):
      planPrimitive(
        primitive,
        reading: [
          (DNNL_ARG_DIFF_DST, dnnl_query_diff_dst_md, gradient),
          (DNNL_ARG_WEIGHTS, dnnl_query_weights_md, kernel),
        ],
        writing: (DNNL_ARG_DIFF_SRC, dnnl_query_diff_src_md, result)
      )
    case .transformed(let pass):
      planTransformed(pass, [gradient, kernel, result])
    }
    add(Contribution(buffer: result, isOwn: true), to: node.inputs[0])
  }

  /// Plans the gradient of a bias: the sums of a result's gradient over images and cells.
  private mutating func planChannelSums(of gradient: BufferID, _ layer: Layer, to sums: BufferID) {
    let extents = extents(of: layer.node)
    let type = description(of: gradient).elementType
    program.run(reading: [gradient, sums]) { addresses in
      NormalizationLoops.findSums(
        of: .init(addresses[0], type, channels: extents.channelCount, cells: extents.cellCount),
        extents,
        to: addresses[1].assumingMemoryBound(to: Float.self)
      )
    }
  }
}

extension TransformedPass {
  /// A kernel as the pass reads it.
  fileprivate var preparedKernel: MemoryDescription? {
    preparation.map { .plain([($0.byteCount + 3) / 4]) }
  }
}
