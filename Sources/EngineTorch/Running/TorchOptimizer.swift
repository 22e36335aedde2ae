import Engines
import Tensors

/// Adam of libtorch over a stretch of parameters, fused into one pass on the device.
///
/// Rates, decay and ε are `torch.optim.Adam`'s, as in the other engine; the count of steps is handed over with
/// every step, so that a restored optimiser goes on with the same bits.
final class TorchOptimizer: PartOptimizer {
  private let parameters: TorchParameters
  private let range: Range<Int>
  private let learningRate, weightDecay: Float
  private let firstMoments, secondMoments: DeviceTensor
  var stepCount = 0

  init(_ parameters: TorchParameters, prefix: String, learningRate: Float, weightDecay: Float) {
    (self.parameters, range) = (parameters, parameters.trainableRange(prefix: prefix))
    (self.learningRate, self.weightDecay) = (learningRate, weightDecay)
    let (device, count) = (parameters.engine.device, range.count)
    (firstMoments, secondMoments) = expecting("room for Adam's moments") { () throws(TorchError) in
      (try device.zeros([count]), try device.zeros([count]))
    }
  }

  func step(factor: Float) {
    stepCount += 1
    let rate = Double(learningRate) * Double(factor)
    expecting("a step of Adam") { () throws(TorchError) in
      let device = parameters.engine.device
      _ = try device.call(
        "aten::_fused_adam_",
        .tensors([parameters.values(range)]),
        .tensors([parameters.stepGradients(range)]),
        .tensors([firstMoments]),
        .tensors([secondMoments]),
        .tensors([]),
        .tensors([device.scalar(Float(stepCount))]),
        .number(rate),
        .number(0.9),
        .number(0.999),
        .number(Double(weightDecay)),
        .number(1e-8),
        .flag(false),
        .flag(false),
        .none,
        .none,
        returning: 0
      )
    }
  }

  var leftFiniteParameters: Bool {
    expecting("the parameters' sum") { () throws(TorchError) in
      try parameters.values(range).sum().isFinite
    }
  }

  func restart() {
    stepCount = 0
    expecting("Adam's moments") { () throws(TorchError) in
      try firstMoments.clear()
      try secondMoments.clear()
    }
  }

  func firstMoment(of name: String) -> Tensor { moment(of: name, firstMoments) }

  func secondMoment(of name: String) -> Tensor { moment(of: name, secondMoments) }

  func setMoments(of name: String, first: Tensor, second: Tensor) {
    expecting("moments of '\(name)'") { () throws(TorchError) in
      try part(of: name, firstMoments).take(first)
      try part(of: name, secondMoments).take(second)
    }
  }

  private func moment(of name: String, _ row: DeviceTensor) -> Tensor {
    expecting("a moment of '\(name)'") { () throws(TorchError) in
      try part(of: name, row).tensor()
    }
  }

  private func part(of name: String, _ row: DeviceTensor) throws(TorchError) -> DeviceTensor {
    try row.view(
      parameters.shape(of: name).dimensions,
      at: parameters.start(of: name) - range.lowerBound
    )
  }
}
