import Foundation

/// What memory this process can still have, and what keeps it from more.
package struct AvailableMemory: Sendable {
  package let byteCount: Int
  /// What sets the bound, such as `of this machine's memory`.
  package let bound: String

  package init(byteCount: Int, bound: String) { (self.byteCount, self.bound) = (byteCount, bound) }

  /// The least that any bound leaves now; nil where the system names none.
  package static var now: AvailableMemory? { least([addressSpace, controlGroup(), machine]) }

  private static func least(_ bounds: [AvailableMemory?]) -> AvailableMemory? {
    bounds.compactMap(\.self).min { $0.byteCount < $1.byteCount }
  }

  // MARK: - The bounds

  private static var addressSpace: AvailableMemory? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur != rlim_t(bitPattern: -1), let pages = number(in: "/proc/self/statm")
    else { return nil }
    return AvailableMemory(
      byteCount: max(Int(clamping: limit.rlim_cur) - pages * Int(getpagesize()), 0),
      bound: "of the address space that 'ulimit -v' allows"
    )
  }

  private static var machine: AvailableMemory? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
      return nil
    }
    // In lines such as `MemAvailable:   23637 kB`.
    let lines = text.split(separator: "\n").map { $0.split { $0 == ":" || $0 == " " } }
    func kilobytes(_ name: String) -> Int? {
      lines.first { $0.first == name[...] }.flatMap { $0.count > 1 ? Int($0[1]) : nil }
    }
    guard let memory = kilobytes("MemAvailable") else { return nil }
    return AvailableMemory(
      byteCount: (memory + (kilobytes("SwapFree") ?? 0)) * 1024,
      bound: "of this machine's memory"
    )
  }

  /// What the control group of the process leaves, and those around it, in either version of them.
  package static func controlGroup(
    listing: String = "/proc/self/cgroup",
    mount: String = "/sys/fs/cgroup"
  ) -> AvailableMemory? {
    let lines = (try? String(contentsOfFile: listing, encoding: .utf8))?.split(separator: "\n")
    var bounds: [Int] = []
    for line in lines ?? [] {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isFirstVersion = fields[1].split(separator: ",").contains("memory")
      guard isFirstVersion || fields[1].isEmpty else { continue }
      let root = isFirstVersion ? mount + "/memory" : mount
      let names =
        isFirstVersion
        ? ("memory.limit_in_bytes", "memory.usage_in_bytes") : ("memory.max", "memory.current")
      var path = fields[2].split(separator: "/")
      while true {
        let folder = ([root] + path.map(String.init)).joined(separator: "/")
        if let limit = number(in: "\(folder)/\(names.0)"),
          let usage = number(in: "\(folder)/\(names.1)")
        {
          // Pages of files that were read once are given up on demand.
          let files = inactiveFileBytes(in: "\(folder)/memory.stat")
          bounds.append(max(limit - usage + files, 0))
        }
        guard path.popLast() != nil else { break }
      }
    }
    return bounds.min().map {
      AvailableMemory(byteCount: $0, bound: "of the memory that this process's control group has")
    }
  }

  private static func inactiveFileBytes(in file: String) -> Int {
    let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n") ?? []
    for name in ["total_inactive_file ", "inactive_file "] {
      guard let line = lines.first(where: { $0.hasPrefix(name) }) else { continue }
      return Int(line.dropFirst(name.count)) ?? 0
    }
    return 0
  }

  /// A file's first word, if it is a number.
  private static func number(in file: String) -> Int? {
    let text = try? String(contentsOfFile: file, encoding: .utf8)
    return text?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }
}
