import Ranks

extension StageTrainer {
  /// Has the first rank do something alone, and the others take over the state that it comes to.
  ///
  /// - Throws: What `work` and `take` throw.
  func onFirstRank(
    _ work: () throws -> Void,
    state: () throws -> SavedState,
    take: (SavedState) throws -> Void
  ) throws {
    var own: SavedState?
    try ranks.agreeing {
      guard ranks.isFirst else { return }
      try work()
      if !ranks.isAlone { own = try state() }
    }
    if let state = ranks.shared(own) { try take(state) }
  }
}
