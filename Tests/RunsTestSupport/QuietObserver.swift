package import Experiments
import ProtoPNet
package import Recipe
import Runs

/// Listens to a run, and may end it.
package final class QuietObserver: RunObserver {
  package struct Interruption: Error {}

  /// Called after every stage.
  private let afterStage: (StageRecord) -> Void

  package init(afterStage: @escaping (StageRecord) -> Void = { _ in }) {
    self.afterStage = afterStage
  }

  package private(set) var stages: [String] = []
  package private(set) var finishedAtStart: Int?
  package private(set) var passes: [String] = []

  package func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int)
  {
    finishedAtStart = finished
  }
  package func began(_ stage: Stage) { stages.append(stage.name) }
  package func finished(_ record: StageRecord) { afterStage(record) }
  package func noted(_ message: String) {}
  package func advanced(_ what: String, done: Int, of total: Int) {}
  package func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double)
  {
    passes.append("\(stage.name) \(pass + 1) \(step)")
  }
  package func warned(_ message: String, in stage: Stage) {}
}
