import Networks
import Recipe
import Tensors

extension TorchNetwork {
  /// The gradients of a node's inputs by its result's; those of its own parameters go where they are kept.
  ///
  /// - Throws: ``TorchError``.
  func backward(
    _ index: Graph.NodeID,
    _ gradient: DeviceTensor,
    _ kept: KeptValues
  ) throws(TorchError) -> [DeviceTensor?] {
    let node = plan.graph.nodes[index]
    var map: DeviceTensor {
      guard let map = kept.map else { preconditionFailure("node \(index) has kept nothing") }
      return map
    }
    switch node.operation {
    case .input: return []
    case .add: return node.inputs.map { _ in gradient }
    case .concatenate:
      var (parts, start) = ([DeviceTensor?](), 0)
      for input in node.inputs {
        let count = plan.shapes[input][1]
        parts.append(
          plan.hasGradient[input] ? try gradient.channels(from: start, count: count) : nil
        )
        start += count
      }
      return parts
    case .convolution(let convolution):
      return [try backward(convolution, index, gradient, map, kept.kernel)]
    case .batchNormalization(let normalization):
      return [try backward(normalization, index, gradient, map, kept.others)]
    case .relu: return [try rectified(gradient, by: map)]
    case .sigmoid:
      return [try device.call("aten::sigmoid_backward", .tensor(gradient), .tensor(map))]
    case .maxPool(let pool):
      return [
        try device.call(
          "aten::max_pool2d_with_indices_backward",
          .tensor(gradient),
          .tensor(map),
          .square(pool.kernel),
          .square(pool.stride),
          .square(pool.padding),
          .square(1),
          .flag(false),
          .tensor(kept.others[0])
        )
      ]
    case .averagePool(let pool):
      return [
        try device.call(
          "aten::avg_pool2d_backward",
          .tensor(gradient),
          .tensor(map),
          .square(pool.kernel),
          .square(pool.stride),
          .square(pool.padding),
          .flag(false),
          .flag(true),
          .none
        )
      ]
    }
  }

  private func backward(
    _ convolution: Convolution,
    _ index: Graph.NodeID,
    _ gradient: DeviceTensor,
    _ input: DeviceTensor,
    _ kernel: DeviceTensor?
  ) throws(TorchError) -> DeviceTensor? {
    guard let kernel else { preconditionFailure("a convolution has kept no kernel") }
    let (node, trains) = (plan.graph.nodes[index], plan.trains[index])
    let needs = [plan.hasGradient[node.inputs[0]], trains, trains && convolution.hasBias]
    let results = try device.call(
      "aten::convolution_backward",
      .tensor(gradient),
      .tensor(input),
      .tensor(kernel),
      .optionalIntegers(convolution.hasBias ? [convolution.outputChannels] : nil),
      .square(convolution.stride),
      .square(convolution.padding),
      .square(1),
      .flag(false),
      .square(0),
      .integer(1),
      .flags(needs),
      returning: 3
    )
    if needs[1] { try parameters.setGradient("\(node.name).weight", to: results[1]) }
    if needs[2] { try parameters.setGradient("\(node.name).bias", to: results[2]) }
    return needs[0] ? results[0] : nil
  }

  private func backward(
    _ normalization: BatchNormalization,
    _ index: Graph.NodeID,
    _ gradient: DeviceTensor,
    _ input: DeviceTensor,
    _ statistics: [DeviceTensor]
  ) throws(TorchError) -> DeviceTensor? {
    let (node, trains) = (plan.graph.nodes[index], plan.trains[index])
    let needs = [plan.hasGradient[node.inputs[0]], trains, trains]
    let results = try device.call(
      "aten::native_batch_norm_backward",
      .tensor(gradient),
      .tensor(input),
      .optionalTensor(parameters.value("\(node.name).weight")),
      .optionalTensor(parameters.value("\(node.name).running_mean")),
      .optionalTensor(parameters.value("\(node.name).running_var")),
      .optionalTensor(statistics[0]),
      .optionalTensor(statistics[1]),
      .flag(mode.batchNormalization == .train),
      .number(Double(normalization.epsilon)),
      .flags(needs),
      returning: 3
    )
    if trains {
      try parameters.setGradient("\(node.name).weight", to: results[1])
      try parameters.setGradient("\(node.name).bias", to: results[2])
    }
    return needs[0] ? results[0] : nil
  }

  /// A ReLU's gradient: 0 where its result is.
  private func rectified(
    _ gradient: DeviceTensor,
    by result: DeviceTensor
  ) throws(TorchError) -> DeviceTensor {
    // `threshold_backward` takes a number of a kind that the interface does not pass.
    let zero = try device.zeros([], storedPrecision)
    let isOff = try device.call("aten::le", overload: "Tensor", .tensor(result), .tensor(zero))
    return try device.call(
      "aten::where",
      overload: "self",
      .tensor(isOff),
      .tensor(zero),
      .tensor(gradient)
    )
  }
}
