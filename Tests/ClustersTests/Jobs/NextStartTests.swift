import Clusters
import Testing

struct NextStartTests {
  /// Starts of one job: how far the run was, and how they ended.
  private func events(_ starts: [(progress: String, isOccupied: Bool)], job: String = "7_1")
    -> [JobEvent]
  {
    starts.enumerated().flatMap { index, start -> [JobEvent] in
      var (began, ended) = (JobEvent(.began, job: job), JobEvent(.ended, job: job))
      began.progress = start.progress
      (ended.code, ended.message) = (75, "ended by SIGTERM")
      if start.isOccupied { ended.isOccupied = true }
      return (index > 0 ? [JobEvent(.requeued, job: job)] : []) + [began, ended]
    }
  }

  private func next(
    _ starts: [(String, Bool)],
    progress: String,
    code: Int32 = 75,
    limit: Int = 100
  ) -> NextStart {
    NextStart(
      after: code,
      of: "7_1",
      // Another job of the same run has no part in it.
      events([("0.0", false), ("0.0", false)], job: "6_1")
        + events(starts.map { (progress: $0.0, isOccupied: $0.1) }),
      progress: progress,
      limit: limit
    )
  }

  @Test func onlyCode75AsksForAnotherStart() {
    for code: Int32 in [1, 2, 3, 70, 137] {
      #expect(next([("0.0", false)], progress: "0.3", code: code) == .none)
    }
    #expect(
      next([("0.0", false)], progress: "0.3") == .again(reason: "ended by SIGTERM", delay: nil)
    )
  }

  @Test func twoStartsWithoutProgressAreTheLast() {
    let again = NextStart.again(reason: "ended by SIGTERM", delay: nil)
    #expect(next([("1.2", false)], progress: "1.2") == again)
    #expect(next([("1.1", false), ("1.2", false)], progress: "1.2") == again)
    guard case .stopped(let reason) = next([("1.2", false), ("1.2", false)], progress: "1.2") else {
      Issue.record("started again")
      return
    }
    #expect(reason.hasPrefix("no progress in 2 starts: 'time' is too short"))
  }

  @Test func waitingIsNoLackOfProgress() {
    func again(_ delay: Int?) -> NextStart { .again(reason: "ended by SIGTERM", delay: delay) }
    #expect(next([("1.0", true)], progress: "1.0") == again(120))
    #expect(next([("1.0", true), ("1.0", true)], progress: "1.0") == again(240))
    #expect(next(Array(repeating: ("1.0", true), count: 20), progress: "1.0") == again(3600))
    #expect(next([("1.0", true), ("1.0", false)], progress: "1.0") == again(nil))
  }

  @Test func startsAreCounted() {
    let starts = (0..<4).map { ("1.\($0)", false) }
    #expect(
      next(starts, progress: "1.4", limit: 4) == .again(reason: "ended by SIGTERM", delay: nil)
    )
    #expect(
      next(starts, progress: "1.4", limit: 3)
        == .stopped(
          reason: "started again 3 times, and 'restarts' allows no more; ended by SIGTERM"
        )
    )
  }
}
