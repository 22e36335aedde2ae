import Tensors

extension Tensor {
  /// Calls `body` with a pointer to the elements in row-major order; they may be none.
  func withUnsafePointer<Result>(
    _ body: (UnsafePointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeValues { values in
      guard let start = values.baseAddress else { preconditionFailure("a tensor without storage") }
      return try body(start)
    }
  }
}
