extension Tensor {
  /// Creates a tensor whose elements `fill` must all write, in row-major order.
  package init(filling shape: Shape, _ fill: (inout MutableSpan<Float>) throws -> Void) rethrows {
    try self.init(shape: shape) { buffer in
      var values = buffer.mutableSpan
      try fill(&values)
    }
  }

  /// Calls `body` with the elements in row-major order; every access is checked.
  package func withValues<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    try withUnsafeValues { try body($0.span) }
  }

  /// Calls `body` with the elements, which it may change; every access is checked.
  package mutating func withMutableValues<Result>(
    _ body: (inout MutableSpan<Float>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeMutableValues { buffer in
      var values = buffer.mutableSpan
      return try body(&values)
    }
  }
}
