package import Recipe

/// What a trainer tells about its progress; nothing it computes depends on the answers.
package protocol TrainingObserver: AnyObject {
  /// `done` of `total` batches of the current pass over `what` are finished.
  func advanced(_ what: String, done: Int, of total: Int)
  /// A pass over the training images is finished; `costs` are means over its batches.
  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double)
  /// The optimiser has taken its `step`th step since the stage began, in the pass `pass` counted from 0;
  /// `costs` and `accuracy` are of the step's batch as the network was before it.
  func finishedStep(_ step: Int, pass: Int, of stage: Stage, costs: Costs, accuracy: Double)
  /// The test accuracy after the pass `pass`, counted from 0, which is not the stage's last.
  func measured(accuracy: Double, afterPass pass: Int, of stage: Stage, step: Int)
  /// Something that a person should know.
  func warned(_ message: String, in stage: Stage)
}

extension TrainingObserver {
  package func finishedStep(_ step: Int, pass: Int, of stage: Stage, costs: Costs, accuracy: Double)
  {}

  package func measured(accuracy: Double, afterPass pass: Int, of stage: Stage, step: Int) {}
}
