/// A reference-counted block of floats, aligned to cache lines, that tensors share until one of them writes.
final class TensorStorage: @unchecked Sendable {
  // Sendable: written only by `Tensor` through a unique reference.

  /// The alignment that AVX-512 loads and oneDNN prefer, in bytes.
  static let alignment = 64

  let values: UnsafeMutableBufferPointer<Float>

  /// Allocates `count` floats whose values are not defined.
  init(uninitializedCount count: Int) {
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride,
      alignment: Self.alignment
    )
    let floats = bytes.bindMemory(to: Float.self)
    values = UnsafeMutableBufferPointer(rebasing: floats[0..<count])
  }

  convenience init(copying other: TensorStorage) {
    self.init(uninitializedCount: other.values.count)
    _ = values.update(fromContentsOf: other.values)
  }

  deinit {
    UnsafeMutableRawPointer(values.baseAddress)?.deallocate()
  }
}
