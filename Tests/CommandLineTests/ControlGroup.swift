import Foundation
import TestSupport

/// A real control group of this test's own, in whichever version the machine has.
struct ControlGroup {
  private let folder: URL
  private let isFirstVersion: Bool

  private static let root = URL(filePath: "/sys/fs/cgroup")

  /// Whether groups can be made and limited here.
  static let isThere: Bool = ["cpu", "memory"].allSatisfy { controller in
    guard let group = try? ControlGroup(controller: controller) else { return false }
    defer { group.remove() }
    let limits = ["cpu.max", "cpu.cfs_quota_us", "memory.max", "memory.limit_in_bytes"]
    let isLimited = limits.contains { group.has($0) }
    return isLimited
      && (try? Shell.run("\(group.words) true", in: URL(filePath: "/tmp")))?.code == 0
  }

  /// Makes a group below that of this process in version 1, or at the top in version 2.
  init(controller: String) throws {
    let first = Self.root.appending(path: controller)
    isFirstVersion = FileManager.default.fileExists(atPath: first.path)
    folder = (isFirstVersion ? first : Self.root).appending(path: "protopnet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  func remove() { rmdir(folder.path) }

  /// What makes the rest of a shell command run in the group.
  var words: String {
    "sh -c 'echo $$ > \(folder.path)/cgroup.procs && exec \"$@\"' sh"
  }

  /// Half a processor.
  func limitProcessors() throws {
    try isFirstVersion ? write("50000", "cpu.cfs_quota_us") : write("50000 100000", "cpu.max")
  }

  func limitMemory(megabytes: Int) throws {
    try write("\(megabytes)M", isFirstVersion ? "memory.limit_in_bytes" : "memory.max")
  }

  private func has(_ name: String) -> Bool {
    FileManager.default.isWritableFile(atPath: folder.appending(path: name).path)
  }

  private func write(_ text: String, _ name: String) throws {
    let handle = try FileHandle(forWritingTo: folder.appending(path: name))
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }
}
