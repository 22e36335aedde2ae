import Engines
import Networks
import Recipe
import Tensors

/// A graph on a device for one input shape and mode: a walk over its nodes, and one back.
final class TorchNetwork: RunnableNetwork {
  let plan: NetworkPlan
  let parameters: TorchParameters
  /// What the last forward pass has left for the backward pass, by node.
  private var kept: [KeptValues] = []

  init(
    _ graph: Graph,
    parameters: TorchParameters,
    inputShape: Shape,
    mode: Mode
  ) throws(NetworkError) {
    plan = try NetworkPlan(graph, inputShape: inputShape, mode: mode)
    self.parameters = parameters
  }

  var inputShape: Shape { plan.shapes[plan.graph.input] }
  var outputShape: Shape { plan.shapes[plan.graph.output] }
  var mode: Mode { plan.mode }
  /// Of this process; feature maps on another device take none of it.
  var workingByteCount: Int { device.place.isProcessor ? deviceByteCount : 0 }
  var permanentByteCount: Int { 0 }

  var device: TorchDevice { parameters.engine.device }
  var precision: Precision { parameters.engine.precision }

  private var deviceByteCount: Int {
    let maps = precision == .bfloat16 ? plan.byteCount / 2 : plan.byteCount
    return maps + (plan.hasBackwardPass ? parameters.trainableCount * 4 : 0)
  }

  func forward(_ input: Tensor) throws(NetworkError) -> Tensor {
    precondition(input.shape == inputShape, "compiled for \(inputShape), got \(input.shape)")
    kept = []
    parameters.engine.owner = ObjectIdentifier(self)
    let nodes = plan.graph.nodes
    var results: [DeviceTensor?] = []
    for (index, node) in nodes.enumerated() {
      let inputs = node.inputs.compactMap { results[$0] }
      let (result, keeps) = try at(index) { () throws(TorchError) in
        index == plan.graph.input
          ? (try upload(input), KeptValues()) : try forward(index, inputs)
      }
      results.append(result)
      if plan.hasBackwardPass { kept.append(plan.hasGradient[index] ? keeps : KeptValues()) }
      for read in node.inputs where plan.lastReader[read] == index { results[read] = nil }
    }
    guard let output = results.last ?? nil else { preconditionFailure("a graph without nodes") }
    return try at(plan.graph.output) { () throws(TorchError) in
      try download(output)
    }
  }

  private func upload(_ input: Tensor) throws(TorchError) -> DeviceTensor {
    let target = try device.empty(input.shape.dimensions, storedPrecision)
    try target.take(input)
    return target
  }

  private func download(_ map: DeviceTensor) throws(TorchError) -> Tensor {
    try (storedPrecision == .float32 ? map : map.converted(to: .float32)).tensor()
  }

  /// What feature maps are kept in.
  var storedPrecision: Precision { precision == .bfloat16 ? .bfloat16 : .float32 }

  @discardableResult
  func backward(_ outputGradient: Tensor) throws(NetworkError) -> Tensor? {
    precondition(plan.hasBackwardPass, "compiled without a backward pass")
    precondition(
      parameters.engine.owner == ObjectIdentifier(self) && kept.count == plan.shapes.count,
      "another network ran since the forward pass"
    )
    precondition(
      outputGradient.shape == outputShape,
      "\(outputGradient.shape) for output \(outputShape)"
    )
    parameters.engine.owner = nil
    let nodes = plan.graph.nodes
    var gradients = [DeviceTensor?](repeating: nil, count: nodes.count)
    gradients[plan.graph.output] = try at(plan.graph.output) { () throws(TorchError) in
      try upload(outputGradient)
    }
    for index in nodes.indices.reversed() where index != plan.graph.input {
      let values = kept.removeLast()
      guard plan.hasGradient[index], let gradient = gradients[index] else { continue }
      gradients[index] = nil
      let found = try at(index) { () throws(TorchError) in
        try backward(index, gradient, values)
      }
      for (input, part) in zip(nodes[index].inputs, found) where plan.hasGradient[input] {
        guard let part else { continue }
        if let sum = gradients[input] {
          gradients[input] = try at(index) { () throws(TorchError) in try sum.adding(part) }
        } else {
          gradients[input] = part
        }
      }
    }
    kept = []
    guard mode.computesInputGradient, let gradient = gradients[plan.graph.input] else { return nil }
    return try at(plan.graph.input) { () throws(TorchError) in
      try download(gradient)
    }
  }

  /// What `body` makes, with errors that name a node, and a batch that would fit where memory is short.
  private func at<Result>(
    _ node: Graph.NodeID,
    _ body: () throws(TorchError) -> Result
  ) throws(NetworkError) -> Result {
    do throws(TorchError) {
      return try body()
    } catch {
      kept = []
      let name = plan.graph.nodes[node].name
      throw NetworkError(
        node: name.isEmpty ? "\(node)" : name,
        problem: error.isOutOfMemory
          ? "does not fit the memory of \(device.place): \(shortage)" : "\(error)"
      )
    }
  }

  /// What the batch needs, and how many pictures might fit.
  private var shortage: String {
    let count = inputShape[0]
    let needed = "\(count) pictures need about \(deviceByteCount / 1_000_000) MB there"
    guard case .cuda(let index) = device.place, let devices = try? CUDADevices().devices,
      devices.indices.contains(index)
    else { return "\(needed); take a smaller 'optimizer.batch-size'" }
    // Values, gradients and two moments; a tenth is the library's own.
    let room = devices[index].byteCount / 10 * 9 - 16 * parameters.trainableCount
    let fitting = room * count / max(deviceByteCount, 1)
    return
      "\(needed) of its \(devices[index].byteCount / 1_000_000) MB; an 'optimizer.batch-size' of "
      + "\(min(max(fitting, 1), max(count - 1, 1))) may fit"
  }
}
