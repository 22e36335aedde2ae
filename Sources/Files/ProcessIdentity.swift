import Foundation

/// A process, told apart from all others, so that what it leaves in a folder can be known for its own.
///
/// Number and start tell it from later processes of its machine, host and boot from those of others.
package struct ProcessIdentity: Hashable, Sendable {
  /// The machine's name and, where it has one, its identifier.
  package let host: String
  /// The machine's start.
  package let boot: String
  /// The space in which the number is one process's, as containers have their own.
  package let space: String
  package let number: Int32
  /// When it began, in the kernel's ticks since the machine's start.
  package let start: UInt64

  package init(host: String, boot: String, space: String, number: Int32, start: UInt64) {
    (self.host, self.boot, self.space) = (host, boot, space)
    (self.number, self.start) = (number, start)
  }

  /// This process.
  package static let current = ProcessIdentity(
    host: thisHost,
    boot: firstWord(of: "/proc/sys/kernel/random/boot_id"),
    space: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "-",
    number: getpid(),
    start: Status(of: getpid())?.start ?? 0
  )

  /// Whether it is certain that the process has ended; false for one of another machine.
  package var hasEnded: Bool {
    let here = Self.current
    guard host == here.host else { return false }
    // A machine that was started again took all its processes with it.
    guard boot == here.boot else { return true }
    guard space == here.space, number > 0 else { return false }
    if kill(number, 0) != 0, errno == ESRCH { return true }
    // Where the status of others is hidden the process counts as alive.
    guard let status = Status(of: number) else { return false }
    return status.isOver || status.start != start
  }

  /// The machine's name, made one word.
  private static var thisHost: String {
    let name = ProcessInfo.processInfo.hostName.split(whereSeparator: \.isWhitespace)
    return "\(name.joined(separator: "-"))/\(firstWord(of: "/etc/machine-id"))"
  }

  private static func firstWord(of file: String) -> String {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? "-"
  }

  /// What the kernel says of a process.
  private struct Status {
    let isOver: Bool
    let start: UInt64

    /// Nil where there is no such process, or where its status cannot be read.
    init?(of number: Int32) {
      guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
        // The name before it may hold spaces and parentheses.
        let name = text.lastIndex(of: ")")
      else { return nil }
      let fields = text[name...].split(separator: " ").dropFirst()
      guard let state = fields.first, fields.count > 19, let start = UInt64(fields[20]) else {
        return nil
      }
      (isOver, self.start) = (state == "Z" || state == "X", start)
    }
  }
}

/// As a line of a file: five words.
extension ProcessIdentity: LosslessStringConvertible {
  package var description: String { "\(host) \(boot) \(space) \(number) \(start)" }

  package init?(_ description: String) {
    let words = description.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 5, let number = Int32(words[3]), let start = UInt64(words[4]) else {
      return nil
    }
    self.init(host: words[0], boot: words[1], space: words[2], number: number, start: start)
  }
}
