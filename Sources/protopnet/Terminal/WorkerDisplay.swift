import Experiments
import Foundation
import ProtoPNet
import Recipe
import Runs

/// Tells of a run that goes on beside others: a line for every stage.
final class WorkerDisplay: RunObserver {
  private var start = ContinuousClock.now

  func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int) {
    Console.progress(directory.url.relativePath)
    if finished > 0 { Console.progress("goes on: \(finished) of \(stages) stages done") }
  }

  func began(_ stage: Stage) { start = .now }

  func finished(_ record: StageRecord) {
    let time = record.sharedFrom == nil ? ", \(ProgressDisplay.duration(since: start))" : ""
    Console.progress("\(record.name): \(record.summary)\(time)")
  }

  func noted(_ message: String) { Console.progress(message) }

  func warned(_ message: String, in stage: Stage) {
    Console.note("warning: \(stage.name): \(message)")
  }

  func advanced(_ what: String, done: Int, of total: Int) {}

  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {}
}
