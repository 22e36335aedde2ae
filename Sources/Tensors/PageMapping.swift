import Foundation

/// Memory in whole pages straight from the system, zero at first, which goes back to it when released.
package enum PageMapping {
  /// Maps at least `byteCount` bytes; pages that are never touched take no memory.
  ///
  /// Ends the program with a message where the memory cannot be had. `prefersHugePages` asks for fewer page faults and TLB misses.
  package static func allocate(
    byteCount: Int,
    for purpose: String = "a block of numbers",
    prefersHugePages: Bool = false
  ) -> UnsafeMutableRawPointer {
    let access = PROT_READ | PROT_WRITE
    let address = mmap(nil, byteCount, access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let address, address != MAP_FAILED else {
      MemoryShortage.end(purpose, needing: byteCount)
    }
    // A refusal costs speed only.
    if prefersHugePages { _ = madvise(address, byteCount, 14 /* MADV_HUGEPAGE */) }
    return address
  }

  /// Releases what `allocate` returned for the same number of bytes.
  package static func deallocate(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    munmap(address, byteCount)
  }
}
