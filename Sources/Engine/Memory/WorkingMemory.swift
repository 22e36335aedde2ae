import Tensors

/// A block of memory that grows on demand; what it held is lost when it does.
final class WorkingMemory {
  private(set) var base: UnsafeMutableRawPointer?
  private(set) var byteCount = 0
  /// Counts the moves, so that addresses bound earlier can be told from current ones.
  private(set) var generation = 0

  /// Makes the block hold at least `required` bytes.
  ///
  /// Ends the program with a message where they cannot be had: the system would give the block, and kill
  /// the program as it fills.
  func reserve(_ required: Int) {
    guard required > byteCount else { return }
    release()
    MemoryShortage("a step of the network", needs: required)?.end()
    base = PageMapping.allocate(byteCount: required, prefersHugePages: true)
    byteCount = required
    generation += 1
  }

  private func release() {
    if let base { PageMapping.deallocate(base, byteCount: byteCount) }
  }

  deinit { release() }
}
