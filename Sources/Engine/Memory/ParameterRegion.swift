package import Tensors

/// A block of floats, zero at first, aligned to pages.
///
/// Pages that are never touched, such as moments of a network that is only evaluated, take no memory.
package final class ParameterRegion {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  var byteCount: Int { max(count, 1) * MemoryLayout<Float>.stride }

  package init(count: Int) {
    self.count = count
    let address = PageMapping.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride,
      prefersHugePages: true
    )
    base = address.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  /// The floats as a tensor of as many elements.
  package func tensor(shape: Shape) -> Tensor {
    precondition(shape.count == count, "\(count) values as a tensor of shape \(shape)")
    return Tensor(shape: shape) { $0.baseAddress?.update(from: base, count: count) }
  }

  /// Takes the values of a tensor [any shape] of as many elements.
  package func take(_ tensor: Tensor) {
    precondition(tensor.count == count, "a tensor of shape \(tensor.shape) for \(count) values")
    tensor.withUnsafeValues { values in
      guard let source = values.baseAddress else { return }
      base.update(from: source, count: count)
    }
  }

  /// Sets all floats to zero.
  func clear() { base.update(repeating: 0, count: count) }

  deinit { PageMapping.deallocate(base, byteCount: byteCount) }
}
