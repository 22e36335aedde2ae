import Foundation
import Tensors
import TestSupport
import Testing

struct ProcessorShareTests {
  /// The count of a process that 8 processors are allowed to, in groups that a folder of files describes.
  private func count(_ listing: String, _ files: [String: String]) throws -> Int {
    try Places.withTemporaryDirectory { folder in
      for (path, text) in files.merging(["listing": listing], uniquingKeysWith: { $1 }) {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try Data("\(text)\n".utf8).write(to: file)
      }
      let groups = ControlGroups(
        listing: folder.appending(path: "listing").path,
        mount: folder.path
      )
      return ProcessorShare.count(allowed: 8, groups: groups)
    }
  }

  @Test func isWhatTheAffinityMaskAllowsWithoutGroups() throws {
    #expect(try count("", [:]) == 8)
    #expect(try count("0::/", [:]) == 8)
    #expect(ProcessorShare.count >= 1)
    #expect(ProcessorShare.count <= ProcessInfo.processInfo.activeProcessorCount)
  }

  @Test func theNarrowestQuotaOfNestedGroupsDecides() throws {
    let files = [
      "jobs/cpu.max": "150000 100000", "jobs/one/cpu.max": "max 100000",
      "jobs/one/step/cpu.max": "600000 100000",
    ]
    #expect(try count("0::/jobs/one/step", files) == 2)
    #expect(try count("0::/jobs/one", ["jobs/one/cpu.max": "20000 100000"]) == 1)
    #expect(try count("0::/jobs/one", ["cpu.max": "300000 100000"]) == 3)
  }

  @Test func readsQuotasOfTheFirstVersion() throws {
    let files = [
      "cpu/box/cpu.cfs_quota_us": "250000", "cpu/box/cpu.cfs_period_us": "100000",
      "cpu/box/in/cpu.cfs_quota_us": "-1", "cpu/box/in/cpu.cfs_period_us": "100000",
    ]
    #expect(try count("4:cpu,cpuacct:/box/in\n3:memory:/other", files) == 3)
    #expect(try count("4:memory:/box\n0::/", files) == 8)
  }

  @Test func readsSetsOfProcessors() throws {
    #expect(try count("0::/job", ["job/cpuset.cpus.effective": "0-2,9,11-12"]) == 6)
    #expect(try count("3:cpuset:/job", ["cpuset/job/cpuset.cpus": "4"]) == 1)
    let both = ["cpuset/job/cpuset.cpus": "0-7", "cpuset/job/cpuset.effective_cpus": "0-1"]
    #expect(try count("3:cpuset:/job", both) == 2)
  }

  @Test func findsTheSecondVersionBesideTheFirst() throws {
    let files = ["unified/job/cpu.max": "400000 100000"]
    #expect(try count("4:memory:/\n0::/job", files) == 4)
  }

  @Test(arguments: ["", "max", "0", "-5 100000", "100000 0", "x y", "1 2 3"])
  func whatIsNoQuotaBoundsNothing(_ text: String) throws {
    #expect(try count("0::/", ["cpu.max": text]) == 8)
  }

  @Test(arguments: ["", "max", "9-1", ",", "x", "1-x", "1,,x"])
  func whatIsNoSetBoundsNothing(_ text: String) throws {
    #expect(try count("0::/", ["cpuset.cpus.effective": text]) == 8)
  }
}
