import Foundation

/// A block of memory that grows on demand; what it held is lost when it does.
final class WorkingMemory {
  private(set) var base: UnsafeMutableRawPointer?
  private(set) var byteCount = 0
  /// Counts the moves, so that addresses bound earlier can be told from current ones.
  private(set) var generation = 0

  /// Makes the block hold at least `required` bytes.
  func reserve(_ required: Int) {
    guard required > byteCount else { return }
    release()
    let address = mmap(
      nil,
      required,
      PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS,
      -1,
      0
    )
    guard let address, address != MAP_FAILED else {
      preconditionFailure("cannot map \(required) bytes of working memory")
    }
    // Fewer page faults and TLB misses; a refusal costs speed only.
    _ = madvise(address, required, 14 /* MADV_HUGEPAGE */)
    base = address
    byteCount = required
    generation += 1
  }

  private func release() {
    if let base { munmap(base, byteCount) }
  }

  deinit { release() }
}
