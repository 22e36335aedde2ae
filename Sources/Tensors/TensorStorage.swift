/// A reference-counted block of floats, aligned to cache lines, that tensors share until one of them writes.
final class TensorStorage: @unchecked Sendable {
  // Sendable: written only by `Tensor` through a unique reference.

  /// The alignment that AVX-512 loads and oneDNN prefer, in bytes.
  static let alignment = 64

  /// Blocks of so many bytes are mapped, since malloc keeps released ones of up to 32 MiB for later.
  private static let mappedByteCount = 1 << 20

  let values: UnsafeMutableBufferPointer<Float>

  /// Allocates `count` floats whose values are not defined.
  init(uninitializedCount count: Int) {
    let byteCount = Self.byteCount(of: count)
    let bytes =
      byteCount < Self.mappedByteCount
      ? .allocate(byteCount: byteCount, alignment: Self.alignment)
      : PageMapping.allocate(byteCount: byteCount, prefersHugePages: true)
    values = UnsafeMutableBufferPointer(
      start: bytes.bindMemory(to: Float.self, capacity: max(count, 1)),
      count: count
    )
  }

  private static func byteCount(of count: Int) -> Int {
    max(count, 1) * MemoryLayout<Float>.stride
  }

  convenience init(copying other: TensorStorage) {
    self.init(uninitializedCount: other.values.count)
    _ = values.update(fromContentsOf: other.values)
  }

  deinit {
    guard let address = UnsafeMutableRawPointer(values.baseAddress) else { return }
    let byteCount = Self.byteCount(of: values.count)
    if byteCount < Self.mappedByteCount {
      address.deallocate()
    } else {
      PageMapping.deallocate(address, byteCount: byteCount)
    }
  }
}
