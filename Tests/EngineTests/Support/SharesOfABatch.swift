import Tensors
import TestSupport

/// What tests of shares' gradients draw, and what sums of them must be.
enum SharesOfABatch {
  /// Neighbours are added until one is left.
  static func sum(_ values: [[Float]]) -> [Float] {
    var values = values
    while values.count > 1 {
      values = stride(from: 0, to: values.count, by: 2).map {
        zip(values[$0], values[$0 + 1]).map(+)
      }
    }
    return values[0]
  }

  static func uniform(_ shape: Shape, _ purpose: String) -> Tensor {
    Tensor(
      ReproducibleValues.uniform(purpose, count: shape.count).map { Float($0) - 0.5 },
      shape: shape
    )
  }
}
