package import Tensors

/// Parameters that are not numbers: NaN and infinities, which hide behind ReLU and pooling.
package enum NonFiniteNumbers {
  /// Throws where a tensor [any shape] holds such values, naming each.
  ///
  /// - Throws: ``CheckpointError``, unless they are allowed.
  package static func check(
    _ tensors: some Sequence<(key: String, value: Tensor)>,
    in path: String,
    allowed: Bool
  ) throws(CheckpointError) {
    guard !allowed else { return }
    let found = tensors.compactMap { name, tensor in
      let count = count(in: tensor)
      return count == 0 ? nil : "'\(name)' (\(count) of \(tensor.shape.count))"
    }
    guard !found.isEmpty else { return }
    throw CheckpointError(
      file: path,
      problem: "holds values that are not finite numbers in \(found.count) "
        + "\(found.count == 1 ? "tensor" : "tensors"): \(found.sorted().listed(atMost: 8))",
      remedy: "take one from before they appeared, or read it with --allow-non-finite"
    )
  }

  /// How many values of a tensor [any shape] are NaN or infinite.
  package static func count(in tensor: Tensor) -> Int {
    tensor.isFinite ? 0 : tensor.withUnsafeValues { values in values.count { !$0.isFinite } }
  }
}
