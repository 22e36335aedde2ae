/// A dense array of floats in row-major order, with value semantics.
package struct Tensor: Sendable {
  /// The extents, outermost first.
  package private(set) var shape: Shape
  private var storage: TensorStorage

  /// Creates a tensor filled with one value.
  package init(repeating value: Float = 0, shape: Shape) {
    self.shape = shape
    storage = TensorStorage(uninitializedCount: shape.count)
    storage.values.initialize(repeating: value)
  }

  /// Creates a tensor from its elements in row-major order.
  package init(_ values: [Float], shape: Shape) {
    precondition(
      values.count == shape.count,
      "\(values.count) values for shape \(shape) of \(shape.count)"
    )
    self.init(shape: shape) { buffer in _ = buffer.update(fromContentsOf: values) }
  }

  /// Creates a tensor whose elements `fill` must all write.
  package init(shape: Shape, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    self.shape = shape
    storage = TensorStorage(uninitializedCount: shape.count)
    try fill(storage.values)
  }

  /// The number of elements.
  package var count: Int { shape.count }

  /// The elements in row-major order.
  package var values: [Float] { Array(storage.values) }

  /// The same elements under another shape of the same count, in constant time.
  package func reshaped(_ newShape: Shape) -> Tensor {
    precondition(newShape.count == count, "cannot reshape \(shape) to \(newShape)")
    var result = self
    result.shape = newShape
    return result
  }

  /// Calls `body` with the elements in row-major order.
  package func withUnsafeValues<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(storage.values)) }
  }

  /// Calls `body` with the elements, which it may change.
  package mutating func withUnsafeMutableValues<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    if !isKnownUniquelyReferenced(&storage) { storage = TensorStorage(copying: storage) }
    return try withExtendedLifetime(storage) { try body(storage.values) }
  }
}

extension Tensor: Equatable {
  /// Tells whether two tensors [any shape] have equal shapes and elements; NaN differs from itself.
  package static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape
      && left.withUnsafeValues { a in right.withUnsafeValues { b in a.elementsEqual(b) } }
  }
}
