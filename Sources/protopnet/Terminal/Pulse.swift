import Foundation
import Synchronization

/// Says that a command is at work where nothing was said for five seconds, and what Ctrl-C leaves.
///
/// A thread of its own looks once a second. The handler of Ctrl-C does no more than wake it.
enum Pulse {
  /// What is under way, and since when nothing was said.
  private struct State {
    var work: String
    var done = 0
    var total = 0
    var begun = ContinuousClock.now
    var lastHeard = ContinuousClock.now
    /// How long a silence may be; it grows where the same work goes on, so that logs stay short.
    var patience = Pulse.leastPatience
  }

  private static let leastPatience = 5
  private static let mostPatience = 30
  private static let state = Mutex<State?>(nil)
  private static let pipe = Pipe()
  private static let wakingEnd = pipe.fileHandleForWriting.fileDescriptor

  /// Begins to look after a command; `work` is what it does, until it says more.
  static func begin(_ work: String, afterInterruption text: String, takesInterrupts: Bool) {
    state.withLock { $0 = State(work: work) }
    let end = pipe.fileHandleForReading.fileDescriptor
    // A handler must not be the first to need it.
    _ = wakingEnd
    if takesInterrupts {
      signal(SIGINT) { _ in _ = Pulse.wake() }
      // A process that a thread of another one started may have got that thread's blocked signals.
      var interrupt = sigset_t()
      unsafe sigemptyset(&interrupt)
      unsafe sigaddset(&interrupt, SIGINT)
      unsafe pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
    }
    let thread = Thread {
      while true {
        var request = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&request, 1, 1000) > 0 {
          Console.note("\nended by Ctrl-C; \(text)")
          _exit(130)
        }
        tick()
      }
    }
    thread.stackSize = 512 << 10
    thread.start()
  }

  /// Only what a signal handler may do.
  private static func wake() -> Int {
    var byte: UInt8 = 0
    return unsafe write(wakingEnd, &byte, 1)
  }

  /// Something was said.
  static func heard() {
    state.withLock { $0?.lastHeard = .now }
  }

  /// Another part of the work begins, of which nobody knows how much it is.
  static func began(_ work: String) {
    state.withLock { state in
      guard let last = state?.lastHeard else { return }
      state = State(work: work, lastHeard: last)
    }
  }

  /// A part of the work is so far.
  static func advanced(_ work: String, done: Int, of total: Int) {
    state.withLock { state in
      guard var now = state else { return }
      if now.work != work || done <= 1 { now = State(work: work, lastHeard: now.lastHeard) }
      (now.done, now.total) = (done, total)
      state = now
    }
  }

  /// Says what is under way where that is due.
  private static func tick() {
    let text: String? = state.withLock { state in
      guard let now = state, ContinuousClock.now - now.lastHeard >= .seconds(now.patience) else {
        return nil
      }
      // A terminal's line is replaced, so it may be as often as one likes.
      state?.patience = Console.isTerminal ? 1 : min(2 * now.patience, mostPatience)
      let time = ProgressDisplay.duration(since: now.begun)
      return now.total > 0
        ? "  \(now.work): \(now.done) of \(now.total), \(time)" : "  \(now.work), \(time)"
    }
    guard let text else { return }
    if Console.isTerminal { Console.show(line: text) } else { Console.progress(text) }
  }
}
