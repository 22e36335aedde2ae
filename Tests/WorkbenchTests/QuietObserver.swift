import Experiments
import ProtoPNet
import Workbench

/// Listens to a run, and may end it.
final class QuietObserver: RunObserver {
  struct Interruption: Error {}

  private(set) var stages: [String] = []
  private(set) var finishedAtStart: Int?
  private(set) var passes: [String] = []

  func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int) {
    finishedAtStart = finished
  }
  func began(_ stage: Stage) { stages.append(stage.name) }
  func finished(_ record: StageRecord) {}
  func noted(_ message: String) {}
  func advanced(_ what: String, done: Int, of total: Int) {}
  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {
    passes.append("\(stage.name) \(pass + 1) \(step)")
  }
  func warned(_ message: String, in stage: Stage) {}
}
