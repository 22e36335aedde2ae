import Foundation

/// Ends the process with exit code 70 where a check inside the program traps: a bug of ours.
enum Trap {
  /// Handles the signals of traps, unless the Swift runtime was asked for a backtrace of them.
  static func endWithExitCode70() {
    guard ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] == nil else { return }
    for number in [SIGILL, SIGTRAP, SIGBUS, SIGSEGV, SIGFPE] {
      signal(number) { _ in
        // Only what a handler may call: no allocation, no locks.
        _ = unsafe write(STDERR_FILENO, trapMessage.utf8Start, trapMessage.utf8CodeUnitCount)
        _exit(70)
      }
    }
  }
}

private let trapMessage: StaticString =
  "\nprotopnet: a check inside the program failed; this is a bug, please report it with the command\n"
