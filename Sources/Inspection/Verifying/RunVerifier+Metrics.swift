import Experiments
import Files
import Foundation
import Recipe
import Runs

extension RunVerifier {
  /// Holds the figures of `metrics.jsonl` against the record; its times are what only it knows.
  package func verifyMetrics(_ result: inout Verification) {
    let data: Data
    do {
      data = try Data(contentsOf: directory.metrics)
    } catch {
      return result.fail("run", "metrics.jsonl cannot be read: \(error.reason)")
    }
    var problems: [String] = []
    var passes: [PassKey: MetricsLine] = [:]
    var accuracies: [EventKey: Double?] = [:]
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    for (index, text) in lines.enumerated() {
      do {
        let line = try JSONDecoder().decode(MetricsLine.self, from: Data(text))
        guard let stage = line.stage else {
          problems.append("line \(index + 1) is of a stage that no run has")
          continue
        }
        if let event = line.event {
          accuracies[EventKey(stage: stage, event: event)] = line.accuracy
        } else if line.isPass, let epoch = line.epoch {
          passes[PassKey(stage: stage, epoch: epoch)] = line
        } else {
          problems.append("line \(index + 1) is neither a pass nor an event")
        }
      } catch {
        // The last line of a run that was killed is cut off.
        if record.isComplete || index < lines.count - 1 {
          problems.append("line \(index + 1) cannot be read")
        }
      }
    }
    for stage in record.stages {
      problems += problemsOfPasses(stage, passes)
      problems += problemsOfEvents(stage, accuracies)
    }
    problems += strayLines(Set(passes.keys.map(\.stage)).union(accuracies.keys.map(\.stage)))
    let copied = record.isOfEarlierVersion ? [] : problems
    result.expect(
      "run",
      "metrics.jsonl has the figures of the record",
      failing: copied.map { "metrics.jsonl, \($0)" }
    )
  }

  private struct PassKey: Hashable {
    let stage: Stage.ID
    let epoch: Int
  }

  private struct EventKey: Hashable {
    let stage: Stage.ID
    let event: MetricsLine.Event
  }

  private func problemsOfPasses(
    _ stage: StageRecord,
    _ lines: [PassKey: MetricsLine]
  ) -> [String] {
    var problems: [String] = []
    for (index, pass) in stage.passes.enumerated() {
      let place = "\(stage.name), pass \(index + 1)"
      guard let line = lines[PassKey(stage: stage.id, epoch: index + 1)] else {
        problems.append("\(place): no line")
        continue
      }
      let claims =
        [
          ("total", pass.costs.total, line.total), ("accuracy", pass.accuracy, line.accuracy),
        ] + CostTerm.weighted.map { ($0.rawValue, pass.costs[$0], line.costs[$0]) }
      for (name, recorded, found) in claims where recorded != found {
        problems.append(
          "\(place), \(name): the line says \(Self.text(found)), the record \(Self.text(recorded))"
        )
      }
    }
    let last = lines[PassKey(stage: stage.id, epoch: stage.passes.count)]
    if let last, last.step != stage.stepCount {
      problems.append("\(stage.name): the last pass is not after \(stage.stepCount) steps")
    }
    if lines[PassKey(stage: stage.id, epoch: stage.passes.count + 1)] != nil {
      problems.append("\(stage.name): more than \(stage.passes.count) passes")
    }
    return problems
  }

  private func problemsOfEvents(
    _ stage: StageRecord,
    _ accuracies: [EventKey: Double?]
  ) -> [String] {
    let claims: [(MetricsLine.Event, Double?)] = [
      (.evaluation, stage.evaluation.accuracy), (.validation, stage.validation?.accuracy),
    ]
    return claims.compactMap { event, recorded in
      let found = accuracies[EventKey(stage: stage.id, event: event)] ?? nil
      guard found != recorded else { return nil }
      return "\(stage.name), \(event.rawValue): the line says \(Self.text(found)), "
        + "the record \(Self.text(recorded))"
    }
  }

  /// Lines of stages that are not in the schedule.
  private func strayLines(_ stages: Set<Stage.ID>) -> [String] {
    stages.subtracting(plan.stages.map(\.id)).map(\.name).sorted().map {
      "\($0): the schedule has no such stage"
    }
  }

  private static func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "nothing" }
}
