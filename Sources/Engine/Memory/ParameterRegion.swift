import Tensors

/// A block of floats, zero at first, aligned to pages.
///
/// Pages that are never touched, such as moments of a network that is only evaluated, take no memory.
package final class ParameterRegion {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  private var byteCount: Int { max(count, 1) * MemoryLayout<Float>.stride }

  package init(count: Int) {
    self.count = count
    let address = PageMapping.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride,
      prefersHugePages: true
    )
    base = address.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit { PageMapping.deallocate(base, byteCount: byteCount) }
}
