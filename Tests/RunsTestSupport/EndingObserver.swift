package import Experiments
import Foundation
import ProtoPNet
package import Recipe
package import Runs

/// Asks a run for its end after so many batches.
package final class EndingObserver: RunObserver {
  package let interruption = Interruption()
  private var batchesLeft: Int
  package private(set) var notes: [String] = []

  package init(after batches: Int) { batchesLeft = batches }

  package func advanced(_ what: String, done: Int, of total: Int) {
    batchesLeft -= 1
    if batchesLeft == 0 { interruption.request(SIGTERM) }
  }
  package func beganRun(
    _ directory: RunDirectory,
    record: RunRecord,
    finished: Int,
    of stages: Int
  ) {}
  package func began(_ stage: Stage) {}
  package func finished(_ record: StageRecord) {}
  package func noted(_ message: String) { notes.append(message) }
  package func finishedPass(
    _ pass: Int,
    of stage: Stage,
    step: Int,
    costs: Costs,
    accuracy: Double
  ) {}
  package func warned(_ message: String, in stage: Stage) {}
}
