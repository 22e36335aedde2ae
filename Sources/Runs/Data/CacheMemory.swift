import Foundation
package import Tensors

/// How much memory decoded pictures may take between passes.
package enum CacheMemory {
  /// The variable that says how much all pictures of a run may take together, such as `4G`.
  package static let variable = "PROTOPNET_CACHE_MEMORY"

  /// The bytes for each of a run's sets of pictures: an equal part of what the variable says, and without it an
  /// eighth of the memory that the process can still have.
  ///
  /// - Throws: ``RunError`` where the variable is no amount of memory.
  package static func byteCount(
    setCount: Int,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    available: AvailableMemory? = .now
  ) throws(RunError) -> Int {
    if let text = environment[variable], !text.isEmpty {
      guard let total = amount(text) else { throw .variable(name: variable, value: text) }
      return total / max(setCount, 1)
    }
    // Swapped pictures would be slower than files.
    let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    return min(machine, available?.byteCount ?? machine) / 8
  }

  /// Bytes of a number with K, M, G or T behind it as schedulers write them; without a letter, megabytes.
  private static func amount(_ text: String) -> Int? {
    let powers: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
    let power = text.last.flatMap { powers[Character($0.uppercased())] }
    let digits = power == nil ? text[...] : text.dropLast()
    guard digits.allSatisfy(\.isASCII), digits.allSatisfy(\.isNumber), let number = Int(digits)
    else {
      return nil
    }
    let (bytes, overflows) = number.multipliedReportingOverflow(by: 1 << (power ?? 20))
    return overflows ? nil : bytes
  }
}
