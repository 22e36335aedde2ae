import Experiments
import ProtoPNet
import Recipe

/// Passes a trainer's progress on to the person who watches and to `metrics.jsonl`.
final class ObserverRelay: TrainingObserver {
  private let observer: any RunObserver
  private let metrics: MetricsWriter
  /// Every so many steps one is logged; none for nil.
  private let everySteps: Int?

  init(observer: any RunObserver, metrics: MetricsWriter, everySteps: Int?) {
    (self.observer, self.metrics, self.everySteps) = (observer, metrics, everySteps)
  }

  func advanced(_ what: String, done: Int, of total: Int) {
    observer.advanced(what, done: done, of: total)
  }

  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {
    metrics.pass(stage.id, epoch: pass + 1, step: step, costs: costs, accuracy: accuracy)
    observer.finishedPass(pass, of: stage, step: step, costs: costs, accuracy: accuracy)
  }

  func finishedStep(_ step: Int, pass: Int, of stage: Stage, costs: Costs, accuracy: Double) {
    guard let everySteps, step.isMultiple(of: everySteps) else { return }
    metrics.pass(stage.id, .step, epoch: pass + 1, step: step, costs: costs, accuracy: accuracy)
  }

  func measured(accuracy: Double, afterPass pass: Int, of stage: Stage, step: Int) {
    metrics.event(.evaluation, stage: stage.id, epoch: pass + 1, step: step, accuracy: accuracy)
  }

  func warned(_ message: String, in stage: Stage) { observer.warned(message, in: stage) }
}
