import Foundation

/// Ends the process with exit code 70 where a check inside the program traps: a bug of ours; and with 1 where
/// there is hardly any memory left, which the language meets with a trap.
enum Trap {
  /// Handles the signals of traps, unless the Swift runtime was asked for a backtrace of them.
  static func endWithExitCode70() {
    guard ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] == nil else { return }
    for number in [SIGILL, SIGTRAP, SIGBUS, SIGSEGV, SIGFPE, SIGABRT] {
      signal(number) { _ in
        // Only what a handler may call: no allocation, no locks.
        let space = unsafe mmap(nil, ampleByteCount, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        if unsafe space == MAP_FAILED {
          _ = unsafe write(STDERR_FILENO, shortage.utf8Start, shortage.utf8CodeUnitCount)
          _exit(1)
        }
        _ = unsafe write(STDERR_FILENO, trapMessage.utf8Start, trapMessage.utf8CodeUnitCount)
        _exit(70)
      }
    }
  }
}

/// Who cannot have so much was refused memory before.
private let ampleByteCount = 256 << 20

private let shortage: StaticString =
  "\nerror: memory ran out; give the program more (ulimit -v), or make batches or pictures smaller\n"

private let trapMessage: StaticString =
  "\nprotopnet: a check inside the program failed; this is a bug, please report it with the command\n"
