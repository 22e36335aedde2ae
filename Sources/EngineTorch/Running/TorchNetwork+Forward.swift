import Networks
import Recipe

extension TorchNetwork {
  /// The result of a node by its inputs', and what its backward pass needs of both.
  ///
  /// - Throws: ``TorchError``.
  func forward(
    _ index: Graph.NodeID,
    _ inputs: [DeviceTensor]
  ) throws(TorchError) -> (result: DeviceTensor, kept: KeptValues) {
    let (node, input) = (plan.graph.nodes[index], inputs[0])
    switch node.operation {
    case .input: return (input, KeptValues())
    case .convolution(let convolution):
      let kernel = try operand("\(node.name).weight")
      let result = try device.call(
        "aten::convolution",
        .tensor(input),
        .tensor(kernel),
        .optionalTensor(convolution.hasBias ? operand("\(node.name).bias") : nil),
        .square(convolution.stride),
        .square(convolution.padding),
        .square(1),
        .flag(false),
        .square(0),
        .integer(1)
      )
      return (result, KeptValues(map: input, kernel: kernel))
    case .batchNormalization(let normalization):
      return try normalize(input, node.name, normalization)
    case .relu:
      let name = plan.isInPlace[index] ? "aten::relu_" : "aten::relu"
      let result = try device.call(name, .tensor(input))
      return (result, KeptValues(map: result))
    case .sigmoid:
      let result = try device.call("aten::sigmoid", .tensor(input))
      return (result, KeptValues(map: result))
    case .maxPool(let pool):
      let results = try device.call(
        "aten::max_pool2d_with_indices",
        .tensor(input),
        .square(pool.kernel),
        .square(pool.stride),
        .square(pool.padding),
        .square(1),
        .flag(false),
        returning: 2
      )
      return (results[0], KeptValues(map: input, others: [results[1]]))
    case .averagePool(let pool):
      let result = try device.call(
        "aten::avg_pool2d",
        .tensor(input),
        .square(pool.kernel),
        .square(pool.stride),
        .square(pool.padding),
        .flag(false),
        .flag(true),
        .none
      )
      return (result, KeptValues(map: input))
    case .add:
      var sum = input
      for other in inputs.dropFirst() { sum = try sum.adding(other) }
      return (sum, KeptValues())
    case .concatenate:
      let result = try device.call("aten::cat", .tensors(inputs), .integer(1))
      return (result, KeptValues())
    }
  }

  private func normalize(
    _ input: DeviceTensor,
    _ name: String,
    _ normalization: BatchNormalization
  ) throws(TorchError) -> (result: DeviceTensor, kept: KeptValues) {
    let results = try device.call(
      "aten::native_batch_norm",
      .tensor(input),
      .optionalTensor(parameters.value("\(name).weight")),
      .optionalTensor(parameters.value("\(name).bias")),
      .optionalTensor(parameters.value("\(name).running_mean")),
      .optionalTensor(parameters.value("\(name).running_var")),
      .flag(mode.batchNormalization == .train),
      .number(Double(normalization.momentum)),
      .number(Double(normalization.epsilon)),
      returning: 3
    )
    return (results[0], KeptValues(map: input, others: [results[1], results[2]]))
  }

  /// A convolution's parameter in the precision of feature maps.
  private func operand(_ name: String) throws(TorchError) -> DeviceTensor {
    let value = parameters.value(name)
    return storedPrecision == .float32 ? value : try value.converted(to: storedPrecision)
  }
}
