import Foundation

/// What memory this process can still have, and what keeps it from more.
package struct AvailableMemory: Sendable {
  package let byteCount: Int
  /// What sets the bound, such as `of this machine's memory`.
  package let bound: String

  package init(byteCount: Int, bound: String) { (self.byteCount, self.bound) = (byteCount, bound) }

  /// The least that any bound leaves now; nil where the system names none.
  package static var now: AvailableMemory? { least([addressSpace, data, controlGroup(), machine]) }

  private static func least(_ bounds: [AvailableMemory?]) -> AvailableMemory? {
    bounds.compactMap(\.self).min { $0.byteCount < $1.byteCount }
  }

  // MARK: - The bounds

  private static var addressSpace: AvailableMemory? {
    limit(
      __rlimit_resource_t(RLIMIT_AS.rawValue),
      usedPages: 0,
      bound: "of the address space that 'ulimit -v' allows"
    )
  }

  private static var data: AvailableMemory? {
    limit(
      __rlimit_resource_t(RLIMIT_DATA.rawValue),
      usedPages: 5,
      bound: "of the data that 'ulimit -d' allows"
    )
  }

  /// What a limit of the process leaves; `usedPages` is the position in `/proc/self/statm` of what counts.
  private static func limit(
    _ resource: __rlimit_resource_t,
    usedPages position: Int,
    bound: String
  ) -> AvailableMemory? {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur != rlim_t(bitPattern: -1),
      let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    else { return nil }
    let pages = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    guard pages.indices.contains(position) else { return nil }
    let used = pages[position] * Int(getpagesize())
    return AvailableMemory(byteCount: max(Int(clamping: limit.rlim_cur) - used, 0), bound: bound)
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

  /// What the control group of the process leaves, and those around it.
  package static func controlGroup(_ groups: ControlGroups = ControlGroups()) -> AvailableMemory? {
    let bounds = groups.groups(of: "memory").compactMap { group -> Int? in
      let names =
        group.isFirstVersion
        ? ("memory.limit_in_bytes", "memory.usage_in_bytes") : ("memory.max", "memory.current")
      guard let limit = group.number(in: names.0), let usage = group.number(in: names.1) else {
        return nil
      }
      // Pages of files that were read once are given up on demand.
      return max(limit - usage + inactiveFileBytes(in: "\(group.folder)/memory.stat"), 0)
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
}
