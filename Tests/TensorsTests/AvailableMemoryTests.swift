import Foundation
import Tensors
import TestSupport
import Testing

struct AvailableMemoryTests {
  private func write(_ files: [String: String], in folder: URL) throws {
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data("\(text)\n".utf8).write(to: file)
    }
  }

  private func available(_ listing: String, _ files: [String: String]) throws -> Int? {
    try Places.withTemporaryDirectory { folder in
      try write(files.merging(["listing": listing]) { $1 }, in: folder)
      return AvailableMemory.controlGroup(
        ControlGroups(listing: folder.appending(path: "listing").path, mount: folder.path)
      )?.byteCount
    }
  }

  @Test func theNarrowestOfNestedGroupsDecides() throws {
    let files = [
      "jobs/memory.max": "5000", "jobs/memory.current": "4000",
      "jobs/memory.stat": "anon 3000\ninactive_file 300",
      "jobs/one/memory.max": "9000", "jobs/one/memory.current": "1000",
    ]
    #expect(try available("0::/jobs/one", files) == 1300)
  }

  @Test func readsGroupsOfTheFirstVersion() throws {
    let files = [
      "memory/box/memory.limit_in_bytes": "5000", "memory/box/memory.usage_in_bytes": "2000",
      "memory/box/memory.stat": "inactive_file 1\ntotal_inactive_file 500",
    ]
    #expect(try available("4:cpu,cpuacct:/other\n3:memory:/box", files) == 3500)
  }

  @Test func aGroupWithoutALimitBoundsNothing() throws {
    let files = ["jobs/memory.max": "max", "jobs/memory.current": "4000"]
    #expect(try available("0::/jobs", files) == nil)
  }

  @Test func knowsWhatThisMachineHas() throws {
    let now = try #require(AvailableMemory.now)
    #expect(now.byteCount > 0)
    #expect(UInt64(now.byteCount) < 4 * ProcessInfo.processInfo.physicalMemory)
  }

  @Test func saysWhatIsNeededAndWhatThereIs() throws {
    let shortage = MemoryShortage(
      "a training step of 80 pictures",
      needs: 3_140_000_000,
      of: AvailableMemory(byteCount: 512_000_000, bound: "of this machine's memory")
    )
    #expect(
      "\(shortage)" == """
        a training step of 80 pictures needs 3.1 GB of memory, and 512 MB of this machine's \
        memory are available; make batches or pictures smaller, end other programs, or give it more
        """
    )
    #expect(MemoryShortage("nothing", needs: 0) == nil)
    #expect(MemoryShortage("a step", needs: .max) != nil)
  }
}
