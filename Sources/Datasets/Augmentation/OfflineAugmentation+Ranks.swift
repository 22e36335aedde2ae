import Digests
package import Ranks

/// Copies that several ranks make together, each of its part of the sources; the first one keeps the journal.
extension OfflineAugmentation {
  private typealias Entry = AugmentationManifest.Entry

  /// The sources of which each rank makes the copies before the first one hears of them.
  private static let roundSize = 32

  /// An error that all ranks know of.
  package struct AgreedError: Error {
    package let error: any Error
  }

  /// Has all ranks make copies of some sources; `receive` hears of each source's.
  ///
  /// - Throws: ``AgreedError`` for what a rank throws in its part, and what `receive` throws.
  func divide(
    _ sources: [Int],
    _ digests: [SHA256Digest],
    threadCount: Int,
    among ranks: any RankGroup,
    receive: ([AugmentationManifest.Entry]) throws -> Void
  ) throws {
    if ranks.isAlone {
      return try makeResults(of: sources, digests, threadCount: threadCount, receive)
    }
    let size = Self.roundSize * ranks.count
    for first in stride(from: 0, to: sources.count, by: size) {
      let round = Array(sources[first..<min(first + size, sources.count)])
      try ranks.agreeing {}
      _ = try ranks.shared(round)
      let all = try perform(round, among: ranks) {
        try makeResults(of: $0, digests, threadCount: threadCount, $1)
      }
      for entries in all { try receive(entries) }
    }
  }

  /// Makes this rank's part of the copies that the first rank finds missing, until that ends.
  ///
  /// - Throws: `ImageError` for unreadable and unwritable pictures, and `RankFailure` for what others throw.
  package func assist(threadCount: Int, ranks: any RankGroup) throws {
    let digests = Result { try sourceDigests(threadCount: threadCount) }
    while true {
      try ranks.agreeing {}
      let round = try ranks.shared([Int]())
      guard !round.isEmpty else { return }
      do {
        _ = try perform(round, among: ranks) { part, receive in
          try makeResults(of: part, digests.get(), threadCount: threadCount, receive)
        }
      } catch let agreed as AgreedError {
        throw agreed.error
      }
    }
  }

  /// Has the others end ``assist(threadCount:ranks:)``: with the work, or with the error that ended it here.
  ///
  /// - Throws: What `work` throws.
  package static func lead<Result>(
    _ ranks: any RankGroup,
    _ work: () throws -> Result
  ) throws -> Result {
    let result: Result
    do {
      result = try work()
    } catch let agreed as AgreedError {
      throw agreed.error
    } catch {
      return try ranks.agreeing { throw error }
    }
    try ranks.agreeing {}
    _ = try ranks.shared([Int]())
    return result
  }

  /// Makes this rank's part of a round; returns what all ranks have made.
  private func perform(
    _ round: [Int],
    among ranks: any RankGroup,
    _ make: (_ part: [Int], _ receive: ([Entry]) throws -> Void) throws -> Void
  ) throws -> [[Entry]] {
    let part = round.indices.filter { $0 % ranks.count == ranks.rank }.map { round[$0] }
    var own: [[Entry]] = []
    do {
      try ranks.agreeing { try make(part) { own.append($0) } }
    } catch {
      throw AgreedError(error: error)
    }
    return try (0..<ranks.count).flatMap { try ranks.shared(own, from: $0) }
  }
}
