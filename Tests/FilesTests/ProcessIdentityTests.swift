import Files
import Foundation
import Testing

struct ProcessIdentityTests {
  private let here = ProcessIdentity.current

  @Test func thisProcessGoesOn() {
    #expect(here.number == getpid() && here.start > 0)
    #expect(!here.hasEnded)
  }

  @Test func aLineOfAFileNamesTheSameProcess() {
    #expect(ProcessIdentity("\(here)\n") == here)
    #expect(ProcessIdentity("") == nil)
    #expect(ProcessIdentity("host boot space number 1") == nil)
  }

  @Test func aJobIsASixthWord() {
    let job = ProcessIdentity(
      host: "node3/1a",
      boot: "b",
      space: "s",
      number: 12,
      start: 7,
      job: "SLURM:4711"
    )
    #expect("\(job)" == "node3/1a b s 12 7 SLURM:4711")
    #expect(ProcessIdentity("\(job)") == job)
    #expect(job.words == "process 12 of node3 (job 4711 of SLURM)")
    #expect(ProcessIdentity("node3/1a b s 12 7")?.words == "process 12 of node3")
    #expect(ProcessIdentity("a b c 1 2 SLURM:1 more") == nil)
  }

  /// As after a node's failure, wherever its processes were.
  @Test func aJobThatStartedAgainHasNoProcessesOfBefore() {
    func of(_ job: String?) -> ProcessIdentity {
      ProcessIdentity(host: "n/1", boot: "b", space: "s", number: 12, start: 7, job: job)
    }
    #expect(of("SLURM:17").isOfEarlierStart(of: of("SLURM:17#1")))
    #expect(of("SLURM:17#1").isOfEarlierStart(of: of("SLURM:17#2")))
    for (first, second) in [
      ("SLURM:17#1", "SLURM:17#1"), ("SLURM:17#2", "SLURM:17#1"), ("SLURM:17", "SLURM:17"),
      ("SLURM:17", "SLURM:18#1"), (nil, "SLURM:17#1"), ("SLURM:17", nil),
    ] {
      #expect(!of(first).isOfEarlierStart(of: of(second)))
    }
    #expect(of("SLURM:17#1").words == "process 12 of n (job 17 of SLURM)")
  }

  @Test func anEndedProcessHasEnded() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sleep")
    process.arguments = ["60"]
    try process.run()
    let start = try #require(try startOfProcess(process.processIdentifier))
    let identity = like(here, number: process.processIdentifier, start: start)
    #expect(!identity.hasEnded)
    process.terminate()
    process.waitUntilExit()
    #expect(identity.hasEnded)
  }

  @Test func aLaterProcessOfTheSameNumberIsAnother() {
    #expect(like(here, start: here.start + 1).hasEnded)
  }

  @Test func aMachineThatWasStartedAgainHasNoProcessesOfBefore() {
    #expect(like(here, boot: "another").hasEnded)
  }

  @Test func nothingIsCertainOfOtherMachinesAndContainers() {
    #expect(!like(here, host: "another", boot: "another", number: 1).hasEnded)
    #expect(!like(here, space: "pid:[1]", start: 1).hasEnded)
  }

  private func like(
    _ other: ProcessIdentity,
    host: String? = nil,
    boot: String? = nil,
    space: String? = nil,
    number: Int32? = nil,
    start: UInt64? = nil
  ) -> ProcessIdentity {
    ProcessIdentity(
      host: host ?? other.host,
      boot: boot ?? other.boot,
      space: space ?? other.space,
      number: number ?? other.number,
      start: start ?? other.start
    )
  }

  /// The 22nd field of the kernel's line, for a program whose name has no space.
  private func startOfProcess(_ number: Int32) throws -> UInt64? {
    let text = try String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
    return UInt64(text.split(separator: " ")[21])
  }
}
