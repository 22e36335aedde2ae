package import Experiments
package import ProtoPNet
package import Recipe

/// What a run tells the person who started it.
package protocol RunObserver: TrainingObserver {
  /// A run begins, or goes on after its first `finished` stages.
  func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int)
  func began(_ stage: Stage)
  func finished(_ record: StageRecord)
  /// Something worth a line, such as data being made.
  func noted(_ message: String)
}
