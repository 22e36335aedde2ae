/// What has ended one of the ranks, and so all of them.
package struct RankFailure: Error, Equatable {
  package let rank: Int
  package let message: String
  /// The exit code that it has alone.
  package let code: Int32

  package init(rank: Int, message: String, code: Int32) {
    (self.rank, self.message, self.code) = (rank, message, code)
  }
}

extension RankGroup {
  /// Does this rank's part of a piece of work; where a rank fails, all of them throw.
  ///
  /// `work` calls no other rank. The first rank that failed throws its own error.
  ///
  /// - Throws: What `work` throws, or ``RankFailure`` for another rank's error.
  package func agreeing<Result>(_ work: () throws -> Result) throws -> Result {
    if isAlone { return try work() }
    let result = Swift.Result { try work() }
    var failure: (any Error)?
    if case .failure(let error) = result { failure = error }
    let first = count - maximum(failure == nil ? 0 : count - rank)
    guard first < count else { return try result.get() }
    var bytes: [UInt8] = []
    if first == rank, let failure {
      let (message, code) = describe(failure)
      bytes = Array("\(code) \(message)".utf8)
    }
    let parts = String(decoding: broadcast(bytes, from: first), as: UTF8.self)
      .split(separator: " ", maxSplits: 1)
    if first == rank, let failure { throw failure }
    throw RankFailure(
      rank: first,
      message: parts.count > 1 ? String(parts[1]) : "",
      code: parts.first.flatMap { Int32($0) } ?? 1
    )
  }

  /// Does a piece of work on the first rank, and then, when what that has made is there, on the others.
  ///
  /// - Throws: As ``agreeing(_:)``.
  package func inTurn<Result>(_ work: () throws -> Result) throws -> Result {
    let first = try agreeing { isFirst ? try work() : nil }
    let others = try agreeing { isFirst ? nil : try work() }
    guard let result = first ?? others else { preconditionFailure("work without a result") }
    return result
  }
}
