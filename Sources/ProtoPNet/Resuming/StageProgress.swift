package import Ranks

/// How far a stage's work has come, part by part, so that an interrupted stage goes on inside.
///
/// A stage is made of parts one after the other, such as `passes` and `test`. Each tells at the boundary of
/// every step how it could be gone on with, and again when it is finished. What a part makes of the network
/// after its end is made again from its last state.
package final class StageProgress {
  /// A boundary at which a part can be saved.
  package enum Boundary: Sendable {
    /// Between two batches or steps.
    case step
    /// Between two passes over the training images.
    case pass
  }

  private let keeper: (any StageKeeper)?
  private var earlier: [String: SavedState]
  private var finished: [(part: String, state: () throws -> SavedState)] = []

  /// Without a keeper nothing is saved.
  package init(
    keptBy keeper: (any StageKeeper)? = nil,
    goingOnFrom earlier: [String: SavedState] = [:]
  ) {
    (self.keeper, self.earlier) = (keeper, earlier)
  }

  /// The state that an earlier start left of a part; nil where it had not come there.
  package func earlierState(of part: String) -> SavedState? { earlier.removeValue(forKey: part) }

  /// Saves the stage as it stands within a part, if that is due; `ranks` are those that come here together.
  ///
  /// - Throws: What the keeper throws: that saving failed, or that the work is to end here.
  package func mayPause(
    in part: String,
    after boundary: Boundary = .step,
    among ranks: any RankGroup = Solo(),
    at place: @autoclosure () -> String,
    _ state: () throws -> SavedState
  ) throws {
    guard let keeper, keeper.isDue(after: boundary, among: ranks) else { return }
    try ranks.agreeing {
      try keeper.keep(at: place()) {
        var parts = [part: try state()]
        for (part, state) in finished { parts[part] = try state() }
        return parts
      }
    }
  }

  /// On the first of several ranks this progress, on the others one that goes on from the same states.
  package static func shared(
    _ own: StageProgress?,
    among ranks: any RankGroup,
    keptBy keeper: () -> any StageKeeper
  ) -> StageProgress {
    let names = ranks.broadcast(
      Array((own?.earlier.keys.sorted() ?? []).joined(separator: "\n").utf8),
      from: 0
    )
    var earlier: [String: SavedState] = [:]
    for name in String(decoding: names, as: UTF8.self).split(separator: "\n").map(String.init) {
      earlier[name] = ranks.shared(own?.earlier[name])
    }
    return own ?? StageProgress(keptBy: keeper(), goingOnFrom: earlier)
  }

  /// Notes that a part is finished; later parts are saved together with its last state.
  package func finish(_ part: String, _ state: @escaping () throws -> SavedState) {
    if keeper != nil { finished.append((part, state)) }
  }
}

/// Keeps the states of a stage's parts until the stage is finished.
package protocol StageKeeper: AnyObject {
  /// Whether the stage is to be saved at this boundary, to which `ranks` have come.
  func isDue(after boundary: StageProgress.Boundary, among ranks: any RankGroup) -> Bool

  /// Saves the states of the parts; `place` tells a person how far the stage has come.
  ///
  /// - Throws: What writing throws, or that the work is to end here.
  func keep(at place: String, _ parts: () throws -> [String: SavedState]) throws
}
