import Files
import Foundation

/// A folder of event files of one kind, of which the last one counts.
///
/// Readers go through a folder in the order of its files' names, and on to the next file behind the end of one:
/// so what is written anew gets the next number, and then the files before it are removed.
struct EventFolder {
  let url: URL

  /// Writes events as the folder's only file; returns where it is.
  func write(_ events: [Event]) throws(WriteFailure) -> URL {
    try Folder.make(url)
    TemporaryFile.removeStrays(in: url)
    let earlier = numbers
    let file = file((earlier.max() ?? -1) + 1)
    try NewFile.write(Data(events.flatMap(\.framed)), to: file)
    for number in earlier { try? FileManager.default.removeItem(at: self.file(number)) }
    return file
  }

  /// The file with a number; whoever looks for event files goes by `tfevents`.
  func file(_ number: Int) -> URL {
    let digits = "\(number)"
    let padding = String(repeating: "0", count: max(Self.digitCount - digits.count, 0))
    return url.appending(path: "\(Self.prefix)\(padding)\(digits)\(Self.suffix)")
  }

  private static let prefix = "events.out.tfevents."
  private static let suffix = ".protopnet"
  private static let digitCount = 10

  private var numbers: [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix) else { return nil }
      return Int(name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count))
    }
  }
}
