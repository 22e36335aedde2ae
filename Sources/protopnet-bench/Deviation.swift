package import Tensors

/// How far tensors that were computed in one way are from those of another.
package enum Deviation {
  /// ‖values − reference‖ / ‖reference‖ of tensors of one shape, [any]; 0 where both are zero.
  package static func relative(_ values: Tensor, to reference: Tensor) -> Double {
    precondition(values.shape == reference.shape, "\(values.shape) beside \(reference.shape)")
    var (difference, norm) = (0.0, 0.0)
    values.withUnsafeValues { values in
      reference.withUnsafeValues { reference in
        for (value, expected) in zip(values, reference) {
          let distance = Double(value) - Double(expected)
          difference += distance * distance
          norm += Double(expected) * Double(expected)
        }
      }
    }
    return difference == 0 ? 0 : (difference / norm).squareRoot()
  }

  /// The largest |value − reference| / |reference| of two series of the same length.
  package static func largestRelative(_ values: [Double], to reference: [Double]) -> Double {
    precondition(values.count == reference.count, "\(values.count) beside \(reference.count)")
    return zip(values, reference).map { abs($0 - $1) / abs($1) }.max() ?? 0
  }

  /// The worst and the median one of many tensors' deviations.
  package struct Summary: Codable {
    package var worst: Double
    package var worstName: String
    package var median: Double

    /// Traps without deviations.
    package init(_ deviations: [String: Double]) {
      let ascending = deviations.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      guard let last = ascending.last else { preconditionFailure("no deviations to summarise") }
      (worst, worstName) = (last.value, last.key)
      median = ascending[ascending.count / 2].value
    }
  }
}
