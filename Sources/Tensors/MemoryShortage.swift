import Foundation

/// Memory that is needed and cannot be had.
package struct MemoryShortage: Error, CustomStringConvertible {
  /// What needs it, such as `a training step`.
  package let purpose: String
  package let neededByteCount: Int
  package let available: AvailableMemory

  package init(_ purpose: String, needs byteCount: Int, of available: AvailableMemory) {
    (self.purpose, neededByteCount, self.available) = (purpose, byteCount, available)
  }

  /// Nil where the memory is there.
  package init?(_ purpose: String, needs byteCount: Int) {
    guard let available = AvailableMemory.now, byteCount > available.byteCount else { return nil }
    self.init(purpose, needs: byteCount, of: available)
  }

  package var description: String {
    """
    \(purpose) needs \(Self.text(neededByteCount)) of memory, and \(Self.text(available.byteCount)) \
    \(available.bound) are available; make batches or pictures smaller, end other programs, or \
    give it more
    """
  }

  /// Ends the program with the sentence and exit code 1; what runs have written goes on from there.
  ///
  /// For memory that is asked for where nothing can be thrown.
  package func end() -> Never {
    Self.end(description)
  }

  /// Ends the program like ``end()`` after a refusal of the system or of a library.
  package static func end(_ purpose: String, needing byteCount: Int?) -> Never {
    let asked = byteCount.map { "\(text($0)) of memory" } ?? "memory"
    let left = AvailableMemory.now.map { "; \(text($0.byteCount)) \($0.bound) are available" } ?? ""
    end(
      "\(purpose) needs \(asked) that cannot be had\(left); make batches or pictures smaller, end "
        + "other programs, or give it more"
    )
  }

  private static func end(_ message: String) -> Never {
    try? FileHandle.standardError.write(contentsOf: Data("error: \(message)\n".utf8))
    // Handlers of libraries would want memory too.
    _exit(1)
  }

  /// Such as `3.1 GB`.
  private static func text(_ byteCount: Int) -> String {
    byteCount < 1_000_000_000
      ? String(format: "%.0f MB", Double(byteCount) / 1e6)
      : String(format: "%.1f GB", Double(byteCount) / 1e9)
  }
}
