import Experiments
import Files
import Foundation
import TestSupport
import Testing

struct StatusTests {
  private static let short = """
    schedule: {warm-up: {epochs: 1}, cycles: [{joint: {epochs: 4}, last-layer: {epochs: 1}}]}
    """

  private struct Cell: Decodable {
    let run, state, settings: String
    let stagesFinished, stages: Int
    let stage, host, job, reason: String?
    let pass, passes: Int?
    let perHour, secondsLeft: Double?
  }

  private func cells(_ slurm: FakeSlurm, in folder: URL) throws -> [Cell] {
    let json = try slurm.run(["status", "tiny.yaml", "--format", "json"], in: folder)
    #expect(json.code == 0)
    return try JSONDecoder().decode([Cell].self, from: Data(json.output.utf8))
  }

  @Test func tellsOfEveryCell() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: Self.short,
        more: "matrix: {coefficients.last-layer-l1: [0.1, 0.2]}"
      )
      let slurm = try FakeSlurm(in: folder.appending(path: "slurm"))
      let before = try cells(slurm, in: folder)
      #expect(before.map(\.state) == ["waiting", "waiting"])
      #expect(before[0].reason == "not begun" && before[0].stages == 4)
      #expect(before[0].settings == "coefficients.last-layer-l1: 0.1")

      let id = before[0].run
      #expect(try Program.run("run", "tiny.yaml", "--only", id, in: folder).code == 0)
      let other = ["run", "tiny.yaml", "--only", before[1].run, "--no-sharing"]
      #expect(try Program.run(other + ["--until", "warm-up"], in: folder).code == 0)
      let run = folder.appending(path: "results/tiny/\(before[1].run)")

      // A claim of this process, which is one of a job, and a log.
      let here = ProcessIdentity.current
      func claim(start: UInt64, job: String?) throws {
        let owner = ProcessIdentity(
          host: here.host,
          boot: here.boot,
          space: here.space,
          number: here.number,
          start: start,
          job: job
        )
        try Data("\(owner)\n".utf8).write(to: run.appending(path: ".claim"))
      }
      try Data(
        """
        {"stage":"cycle-1/joint","event":"began","seconds":1}
        {"stage":"cycle-1/joint","epoch":1,"step":4,"seconds":11}
        {"stage":"cycle-1/joint","epoch":2,"step":8,"seconds":21}

        """.utf8
      ).write(to: run.appending(path: "metrics.jsonl"))
      try claim(start: here.start, job: "SLURM:105")
      try slurm.queue("104_2|105|RUNNING|n7|n7\n")
      let during = try cells(slurm, in: folder)
      #expect(during.map(\.state) == ["finished", "running"])
      #expect(during[1].host == "n7" && during[1].job == "104_2")
      #expect(during[1].stage == "cycle-1/joint" && during[1].pass == 3 && during[1].passes == 4)
      #expect(during[1].perHour == 360 && during[1].secondsLeft == 20)
      let text = try slurm.run(["status", "tiny.yaml"], in: folder).output
      #expect(
        text == """
          tiny
            \(id)  finished\(String(repeating: " ", count: 83))coefficients.last-layer-l1: 0.1
            \(before[1].run)  running   1 of 4 stages  n7 job 104_2  \
          cycle-1/joint pass 3 of 4, 360 passes/h, 20 s left  coefficients.last-layer-l1: 0.2
          2 runs: 1 finished, 1 running, 0 waiting, 0 failed

          """
      )

      // Neither a job that is gone nor a process that has ended performs anything.
      try slurm.queue("")
      #expect(try cells(slurm, in: folder)[1].state == "waiting")
      try claim(start: here.start, job: nil)
      #expect(try cells(slurm, in: folder)[1].state == "running")
      try claim(start: here.start + 1, job: nil)
      let after = try cells(slurm, in: folder)[1]
      #expect(after.state == "waiting" && after.reason == "stopped; nothing performs it now")
    }
  }

  /// Lines where there is no terminal, until nothing is left to do.
  @Test func watchesUntilAllIsFinished() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let watch = Program.process(["status", "tiny.yaml", "--watch", "--every", "0.1"], in: folder)
      let pipe = Pipe()
      watch.standardOutput = pipe
      try watch.run()
      #expect(try Program.run("run", "tiny.yaml", in: folder).code == 0)
      watch.waitUntilExit()
      #expect(watch.terminationStatus == 0)
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(text.hasPrefix("tiny/") && !text.contains("\u{1B}"))
      #expect(text.hasSuffix("  finished\n1 run: 1 finished, 0 running, 0 waiting, 0 failed\n"))
    }
  }
}
