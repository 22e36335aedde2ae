/// Whether a job that ended is to be started again.
package enum NextStart: Equatable, Sendable {
  /// It is done, or another start would end in the same way.
  case none
  /// After so many seconds; nil for the scheduler's own time.
  case again(reason: String, delay: Int?)
  /// It has had starts enough.
  case stopped(reason: String)

  /// The exit code by which a run asks for another start.
  package static let askingCode: Int32 = 75
  /// Starts without progress after which there is no other.
  private static let idleStarts = 2
  /// Seconds before the first look whether another process is done, and at most.
  private static let (firstWait, longestWait) = (120, 3600)

  /// Decides after a start of `job` that ended with `code`, at the progress `progress`.
  ///
  /// `events` is the journal of the run, `limit` the number of other starts that it may have.
  package init(
    after code: Int32,
    of job: String,
    _ events: [JobEvent],
    progress: String,
    limit: Int
  ) {
    guard code == Self.askingCode else {
      self = .none
      return
    }
    let own = events.filter { $0.job == job }
    // Each start with its end, where the program came to say one.
    var starts: [(progress: String?, isOccupied: Bool)] = []
    for event in own {
      switch event.event {
      case .began: starts.append((event.progress, false))
      case .ended where !starts.isEmpty:
        starts[starts.count - 1].isOccupied = event.isOccupied ?? false
      default: continue
      }
    }
    let message = own.last { $0.event == .ended }?.message ?? "it ended with code \(code)"
    let restarts = own.count { $0.event == .requeued }
    guard restarts < limit else {
      self = .stopped(
        reason: "started again \(restarts) times, and 'restarts' allows no more; \(message)"
      )
      return
    }
    let waits = starts.reversed().prefix { $0.isOccupied }.count
    guard waits == 0 else {
      let delay = min(Self.firstWait << min(waits - 1, 10), Self.longestWait)
      self = .again(reason: message, delay: delay)
      return
    }
    let tried = starts.filter { !$0.isOccupied }.suffix(Self.idleStarts)
    guard tried.count < Self.idleStarts || tried.contains(where: { $0.progress != progress }) else {
      self = .stopped(
        reason: """
          no progress in \(Self.idleStarts) starts: 'time' is too short for the way to the first save, or \
          'grace' for a save; \(message)
          """
      )
      return
    }
    self = .again(reason: message, delay: nil)
  }
}
