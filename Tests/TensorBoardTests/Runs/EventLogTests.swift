import Experiments
import Foundation
import Recipe
import TensorBoard
import TestSupport
import Testing

/// What a log becomes, line by line and all at once.
struct EventLogTests {
  private let joint = Stage.ID(.joint, cycle: 1)

  private func pass(_ stage: Stage.ID, _ epoch: Int, _ step: Int, _ cost: Double) -> MetricsLine {
    MetricsLine(
      pass: stage,
      epoch: epoch,
      step: step,
      seconds: Double(step),
      costs: Costs([.crossEntropy: cost], total: 2 * cost),
      accuracy: cost / 10
    )
  }

  private func append(_ line: MetricsLine, to run: RunDirectory) throws {
    let earlier = (try? Data(contentsOf: run.metrics)) ?? Data()
    try (earlier + JSONEncoder().encode(line) + Data("\n".utf8)).write(to: run.metrics)
  }

  private func files(_ folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { folder.appending(path: $0) }
  }

  private func scalars(_ folder: URL) throws -> [String: [Int: Float]] {
    let files = try files(folder)
    try #require(files.count == 1)
    let file = try EventFile(files[0])
    #expect(file.isVersionFirst)
    var scalars: [String: [Int: Float]] = [:]
    for (point, value) in file.scalars {
      #expect(scalars[point.tag]?[point.step] == nil, "\(point) is there twice")
      scalars[point.tag, default: [:]][point.step] = value
    }
    return scalars
  }

  @Test func growsWithTheLog() throws {
    try Places.withTemporaryDirectory { folder in
      let run = RunDirectory(url: folder)
      let log = try EventLog(of: run, in: run.tensorBoard)
      let warmUp = Stage.ID(.warmUp)
      for line in [
        MetricsLine(.began, stage: warmUp, seconds: 0, accuracy: nil),
        pass(warmUp, 1, 4, 3), pass(warmUp, 2, 8, 2),
        MetricsLine(.evaluation, stage: warmUp, seconds: 9, accuracy: 0.5),
        pass(joint, 1, 5, 1),
        MetricsLine(.evaluation, stage: joint, seconds: 19, accuracy: 0.75),
        MetricsLine(.validation, stage: joint, seconds: 19, accuracy: 0.25),
      ] {
        try append(line, to: run)
        try log.add(line)
      }
      let scalars = try scalars(run.tensorBoard)
      #expect(scalars["warm-up/cross-entropy"] == [4: 3, 8: 2])
      #expect(scalars["cycle-1/joint/total"] == [5: 2])
      #expect(scalars["run/cross-entropy"] == [4: 3, 8: 2, 13: 1])
      #expect(scalars["run/train-accuracy"] == [4: 0.3, 8: 0.2, 13: 0.1])
      #expect(scalars["warm-up/test-accuracy"] == [8: 0.5])
      #expect(scalars["stages/test-accuracy"] == [1: 0.5, 2: 0.75])
      #expect(scalars["stages/validation-accuracy"] == [2: 0.25])
      // Made from the log alone it is the same but for the clock.
      try EventLog.export(run, to: folder.appending(path: "again"))
      #expect(try self.scalars(folder.appending(path: "again")) == scalars)
    }
  }

  /// A killed run takes steps again; those after where it was saved are not there twice.
  @Test func takesBackWhatIsDoneAgain() throws {
    try Places.withTemporaryDirectory { folder in
      let run = RunDirectory(url: folder)
      for step in 1...5 { try append(pass(joint, step, step, Double(step)), to: run) }
      // The kill cut a line of the log and a record of the events.
      try (Data(contentsOf: run.metrics) + Data("{\"stage\":\"cyc".utf8)).write(to: run.metrics)
      let first = run.tensorBoard.appending(path: "events.out.tfevents.0000000007.protopnet")
      try FileManager.default.createDirectory(
        at: run.tensorBoard,
        withIntermediateDirectories: true
      )
      try Data([1, 2, 3]).write(to: first)

      let log = try EventLog(of: run, in: run.tensorBoard)
      #expect(
        try files(run.tensorBoard).map(\.lastPathComponent)
          == ["events.out.tfevents.0000000008.protopnet"]
      )
      try (Data(contentsOf: run.metrics) + Data("\n".utf8)).write(to: run.metrics)
      for (step, cost) in [(4, 40.0), (5, 50.0), (6, 60.0)] {
        let line = pass(joint, step, step, cost)
        try append(line, to: run)
        try log.add(line)
      }
      let costs = try scalars(run.tensorBoard)["cycle-1/joint/cross-entropy"]
      #expect(costs == [1: 1, 2: 2, 3: 3, 4: 40, 5: 50, 6: 60])
    }
  }
}
