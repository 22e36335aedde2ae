import ProtoPNet
import Recipe

/// Passes a trainer's progress on to the person who watches and to `metrics.jsonl`.
final class ObserverRelay: TrainingObserver {
  private let observer: any RunObserver
  private let metrics: MetricsWriter

  init(observer: any RunObserver, metrics: MetricsWriter) {
    self.observer = observer
    self.metrics = metrics
  }

  func advanced(_ what: String, done: Int, of total: Int) {
    observer.advanced(what, done: done, of: total)
  }

  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {
    metrics.pass(stage.id, epoch: pass + 1, step: step, costs: costs, accuracy: accuracy)
    observer.finishedPass(pass, of: stage, step: step, costs: costs, accuracy: accuracy)
  }

  func warned(_ message: String, in stage: Stage) { observer.warned(message, in: stage) }
}
