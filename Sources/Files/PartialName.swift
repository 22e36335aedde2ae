import Foundation
import Synchronization

/// Names of files in the making where no lock can tell whose they are: each is one process's own.
///
/// Such as `a.h5.8d1f60b2-4711-99887-3.partial`: machine, process, its start, and a number.
enum PartialName {
  static let suffix = ".partial"
  private static let count = Atomic<Int>(0)
  /// The bytes of a name that leave room for the rest within a name's 255.
  private static let byteLimit = 180

  /// A name that no other file has had.
  static func own(for url: URL) -> URL {
    let number = count.add(1, ordering: .relaxed).newValue
    let name = shortened(url.lastPathComponent)
    return url.deletingLastPathComponent()
      .appending(path: "\(name).\(tag)-\(number)\(suffix)", directoryHint: .notDirectory)
  }

  /// Whether a name is one of this process's own.
  static func isOwn(_ url: URL) -> Bool { url.lastPathComponent.contains(".\(tag)-") }

  /// Whether the process whose name this is has certainly ended; false for other names.
  static func isLeft(_ name: String) -> Bool {
    guard let words = name.dropLast(suffix.count).split(separator: ".").last?.split(separator: "-"),
      words.count == 4, words[0] == machine, let number = Int32(words[1]),
      let start = UInt64(words[2])
    else { return false }
    let here = ProcessIdentity.current
    return ProcessIdentity(
      host: here.host,
      boot: here.boot,
      space: here.space,
      number: number,
      start: start
    ).hasEnded
  }

  private static var tag: String {
    "\(machine)-\(ProcessIdentity.current.number)-\(ProcessIdentity.current.start)"
  }

  /// Eight digits of the machine and the space of process numbers (FNV-1a).
  private static let machine: String = {
    let bytes = "\(ProcessIdentity.current.host) \(ProcessIdentity.current.space)".utf8
    let hash = bytes.reduce(UInt32(0x811C_9DC5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }()

  private static func shortened(_ name: String) -> String {
    var name = name
    while name.utf8.count > byteLimit { name.unicodeScalars.removeLast() }
    return name
  }
}
