import Engines
import Networks
import Tensors

/// Adds the gradients of a batch's shares on the device, in the order of the other engine's tree.
final class TorchGradientSum: ShareGradients {
  /// What waits for its neighbour: the parameters' sum on the device, and those of the other tensors here.
  private struct Subtree {
    var parameters: DeviceTensor?
    var others: [Tensor]
  }

  private let parameters: TorchParameters
  private let range: Range<Int>
  private let shapes: [Shape]
  private let shareCount: Int
  private var pending: [Subtree] = []
  private var nextShare = 0

  init(
    of parameters: TorchParameters,
    prefixes: [String],
    _ shapes: [Shape],
    shareCount: Int
  ) {
    let ranges = prefixes.map(parameters.trainableRange)
    range = (ranges.map(\.lowerBound).min() ?? 0)..<(ranges.map(\.upperBound).max() ?? 0)
    precondition(
      range.count == ranges.reduce(0) { $0 + $1.count },
      "parameters \(prefixes) are not one stretch"
    )
    (self.parameters, self.shapes, self.shareCount) = (parameters, shapes, shareCount)
  }

  func add(weight: Float, _ tensors: [Tensor?], computing backward: Backward?) throws(NetworkError)
  {
    var sum = Subtree(
      parameters: nil,
      others: shapes.enumerated().map { index, shape in
        guard weight > 0, let tensor = tensors[index] else {
          return Tensor(repeating: 0, shape: shape)
        }
        return Tensor(tensor.values.map { $0 * weight }, shape: shape)
      }
    )
    if weight > 0, let backward {
      try backward.layers.backward(backward.outputGradient)
      sum.parameters = try device { () throws(TorchError) in
        try parameters.computedGradients(range).multiplied(by: weight)
      }
    }
    // A share completes as many subtrees as its number has ones at the end, the smallest first.
    for _ in 0..<(~nextShare).trailingZeroBitCount {
      let source = pending.removeLast()
      sum = Subtree(
        parameters: try merged(source.parameters, sum.parameters),
        others: zip(source.others, sum.others).map { source, sum in
          Tensor(zip(source.values, sum.values).map { $0 + $1 }, shape: sum.shape)
        }
      )
    }
    pending.append(sum)
    nextShare += 1
  }

  private func merged(
    _ source: DeviceTensor?,
    _ sum: DeviceTensor?
  ) throws(NetworkError) -> DeviceTensor? {
    guard let source, let sum else { return source ?? sum }
    return try device { () throws(TorchError) in try source.adding(sum) }
  }

  private func device(
    _ body: () throws(TorchError) -> DeviceTensor
  ) throws(NetworkError) -> DeviceTensor {
    do throws(TorchError) {
      return try body()
    } catch {
      throw NetworkError(problem: "the shares' gradients cannot be added: \(error)")
    }
  }

  func finish() -> [Tensor] {
    precondition(
      nextShare == shareCount && pending.count == 1,
      "\(nextShare) of \(shareCount) shares"
    )
    let total = pending.removeLast()
    nextShare = 0
    if let sums = total.parameters { parameters.takeGradients(sums, of: range) }
    return total.others
  }
}
