import Foundation
import Runs

/// Signals that ask a run to end: it saves what it has at the next step, and ends.
///
/// Where there is nothing to save yet, as while pictures are being prepared, the process ends at once.
enum Signals {
  /// What signals ask of this process.
  static let interruption = Interruption()

  private static let numbers = [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2]

  /// 75 asks job schedulers for another start.
  static func exitCode(of signal: Int32) -> Int32 { signal == SIGINT ? 130 : 75 }

  /// Has these signals ask for the end from now on; a second Ctrl-C ends the process at once.
  static func askForEnd() {
    // A handler must not be the first to need it.
    _ = interruption.request
    for number in numbers {
      signal(number) { number in
        let earlier = Signals.interruption.request(number)
        guard Signals.interruption.isHeeded else {
          if number == SIGINT {
            _ = unsafe write(STDERR_FILENO, endText.utf8Start, endText.utf8CodeUnitCount)
          }
          _exit(Signals.exitCode(of: number))
        }
        if number == SIGINT, earlier == SIGINT { _exit(130) }
      }
    }
    // A process that a thread of another one started may have got that thread's blocked signals.
    var all = sigset_t()
    unsafe sigemptyset(&all)
    for number in numbers { unsafe sigaddset(&all, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &all, nil)
  }
}

private let endText: StaticString =
  "\nended by Ctrl-C; what is finished is kept, and the same command goes on from there\n"
