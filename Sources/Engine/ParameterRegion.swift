internal import Foundation

/// A block of floats, zero at first, aligned to pages.
///
/// Pages that are never touched, such as moments of a network that is only evaluated, take no memory.
package final class ParameterRegion {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  private var byteCount: Int { max(count, 1) * MemoryLayout<Float>.stride }

  package init(count: Int) {
    self.count = count
    let size = max(count, 1) * MemoryLayout<Float>.stride
    let access = PROT_READ | PROT_WRITE
    let address = mmap(nil, size, access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let address, address != MAP_FAILED else {
      preconditionFailure("cannot map \(size) bytes of parameters")
    }
    base = address.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit { munmap(base, byteCount) }
}
