import Foundation

/// Starts a cluster's daemons and ends its processes: a node's when told, all of them at the end.
///
/// A shell that waits for lines; it also sees the end of a test process that was killed. It knows the processes
/// by their environment, which everything that a daemon starts inherits from it. `Process` is not for
/// daemons: where they close or keep its socket, it waits for them instead of others.
final class Guardian {
  private let process = Process()
  private let orders = Pipe()
  private let answers = Pipe()
  private var isOver = false

  init(of folder: URL) throws {
    // Other children of the test process must not keep the pipe open.
    for handle in [orders.fileHandleForWriting, answers.fileHandleForReading] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", Self.script, "guardian", folder.path]
    process.standardInput = orders
    process.standardOutput = answers
    try process.run()
    try orders.fileHandleForReading.close()
    try answers.fileHandleForWriting.close()
  }

  deinit { endAll() }

  /// Starts a program behind assignments to its environment; no word has spaces in it.
  func start(_ words: [String]) throws { try order("start \(words.joined(separator: " "))") }

  /// Ends all processes of a node with SIGKILL.
  func end(node: String) throws { try order("end SLURMD_NODENAME=\(node)$") }

  /// Ends the daemons and jobs of all nodes, and keeps the folder.
  func endDaemons() throws { try order("end SLURM_CONF") }

  /// Ends everything and removes the folder.
  func endAll() {
    guard !isOver else { return }
    isOver = true
    try? orders.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private func order(_ line: String) throws {
    try orders.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    guard try answers.fileHandleForReading.read(upToCount: 1) != nil else {
      throw SlurmClusterError("the shell that ends the cluster's processes is gone")
    }
  }

  private static let script = """
    trap : INT TERM HUP
    conf="SLURM_CONF=$1/slurm.conf"
    processes() {
      grep -lszxF "$conf" /proc/[0-9]*/environ | xargs -r grep -lszE "^$1" | cut -d/ -f3
    }
    end() {
      rounds=100
      while found=$(processes "$1") && [ -n "$found" ] && [ $((rounds -= 1)) -gt 0 ]; do
        kill -9 $found 2>/dev/null
        sleep 0.1
      done
    }
    while read -r order words; do
      case $order in
        start) setsid -f env $words </dev/null >/dev/null 2>&1 ;;
        end) end "$words" ;;
      esac
      printf .
    done
    end ''
    rm -rf "$1"
    """
}
