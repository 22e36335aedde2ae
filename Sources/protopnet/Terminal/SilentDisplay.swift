import Experiments
import ProtoPNet
import Recipe
import Runs

/// Shows nothing: what the other ranks see of their work the first one tells.
final class SilentDisplay: RunObserver {
  func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int) {}
  func began(_ stage: Stage) {}
  func finished(_ record: StageRecord) {}
  func noted(_ message: String) {}
  func advanced(_ what: String, done: Int, of total: Int) {}
  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {}
  func warned(_ message: String, in stage: Stage) {}
}
