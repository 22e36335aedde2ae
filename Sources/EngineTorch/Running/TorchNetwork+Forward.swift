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
      let result = try one(
        device.call(
          "aten::convolution",
          .tensor(input),
          .tensor(kernel),
          .optionalTensor(convolution.hasBias ? operand("\(node.name).bias") : nil),
          .integers([convolution.stride, convolution.stride]),
          .integers([convolution.padding, convolution.padding]),
          .integers([1, 1]),
          .flag(false),
          .integers([0, 0]),
          .integer(1),
          returning: 1
        )
      )
      return (result, KeptValues(map: input, kernel: kernel))
    case .batchNormalization(let normalization):
      return try normalize(input, node.name, normalization)
    case .relu:
      let name = plan.isInPlace[index] ? "aten::relu_" : "aten::relu"
      let result = try one(device.call(name, .tensor(input), returning: 1))
      return (result, KeptValues(map: result))
    case .sigmoid:
      let result = try one(device.call("aten::sigmoid", .tensor(input), returning: 1))
      return (result, KeptValues(map: result))
    case .maxPool(let pool):
      let results = try device.call(
        "aten::max_pool2d_with_indices",
        .tensor(input),
        .integers([pool.kernel, pool.kernel]),
        .integers([pool.stride, pool.stride]),
        .integers([pool.padding, pool.padding]),
        .integers([1, 1]),
        .flag(false),
        returning: 2
      )
      return (results[0], KeptValues(map: input, others: [results[1]]))
    case .averagePool(let pool):
      let result = try one(
        device.call(
          "aten::avg_pool2d",
          .tensor(input),
          .integers([pool.kernel, pool.kernel]),
          .integers([pool.stride, pool.stride]),
          .integers([pool.padding, pool.padding]),
          .flag(false),
          .flag(true),
          .none,
          returning: 1
        )
      )
      return (result, KeptValues(map: input))
    case .add:
      var sum = input
      for other in inputs.dropFirst() { sum = try sum.adding(other) }
      return (sum, KeptValues())
    case .concatenate:
      let result = try one(
        device.call("aten::cat", .tensors(inputs), .integer(1), returning: 1)
      )
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

  /// The first of an operator's results.
  func one(_ results: [DeviceTensor]) throws(TorchError) -> DeviceTensor {
    guard let result = results.first else {
      throw .failed(operation: "an operator", message: "it returned nothing")
    }
    return result
  }
}
