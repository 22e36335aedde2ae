import Experiments
import Foundation
import ProtoPNet
import Recipe
import Runs

/// Shows a run's progress: a bar with rate and remaining time on a terminal, plain lines elsewhere.
final class ProgressDisplay: RunObserver {
  private var task = ""
  private var taskStart = ContinuousClock.now
  private var lastDrawn = ContinuousClock.now
  private var runStart = ContinuousClock.now

  func beganRun(_ directory: RunDirectory, record: RunRecord, finished: Int, of stages: Int) {
    runStart = .now
    let network = record.network
    line("run \(record.experiment)/\(record.runID)  →  \(directory.url.relativePath)")
    let head = record.hasPrototypes ? "\(network.prototypeCount) prototypes" : "a linear layer"
    line(
      "  \(network.architecture), \(head) of \(network.latentShape[0]) "
        + "channels, \(record.data.classNames.count) classes, "
        + record.data.splits.map { "\($0.imageCount) \($0.name)" }.joined(separator: ", ")
        + " images of \(record.data.imageSize) pixels"
    )
    line(
      "  \(record.environment.library), \(record.environment.threads) threads, "
        + "\(record.environment.convolution) convolutions"
        + (record.environment.precision.map { ", \($0)" } ?? "")
    )
    if finished > 0 {
      line(
        "  goes on after \(record.stages[finished - 1].name): \(finished) of \(stages) stages done"
      )
    }
  }

  func began(_ stage: Stage) {
    Pulse.began(stage.name)
    line("\(stage.name)")
  }

  func advanced(_ what: String, done: Int, of total: Int) {
    Pulse.advanced(what, done: done, of: total)
    if what != task || done == 1 {
      task = what
      taskStart = .now
      Console.detail("  \(what): \(total) to do")
    }
    if done == total {
      Console.detail("  \(what): \(total) in \(Self.duration(since: taskStart))")
    }
    guard Console.isTerminal, done == total || ContinuousClock.now - lastDrawn > .milliseconds(100)
    else { return }
    lastDrawn = .now
    let seconds = Self.seconds(since: taskStart)
    // The first batch starts the clock, so it is not part of the rate.
    let rate = done > 1 && seconds > 0 ? Double(done - 1) / seconds : 0
    let filled = total > 0 ? done * 24 / total : 0
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    var text = "  \(what) \(bar) \(done)/\(total)"
    if rate > 0 {
      text += String(format: "  %.1f/s", rate)
      text += "  \(Self.duration(Double(total - done) / rate)) left"
    }
    Console.show(line: text)
  }

  func finishedPass(_ pass: Int, of stage: Stage, step: Int, costs: Costs, accuracy: Double) {
    var text = String(
      format: "  pass %3d  step %6d  cross entropy %7.4f",
      pass + 1,
      step,
      costs.crossEntropy
    )
    if let cluster = costs[.cluster], let separation = costs[.separation] {
      text += String(format: "  cluster %8.4f  separation %8.4f", cluster, separation)
    }
    text += String(
      format: "  accuracy %5.1f %%  %@",
      100 * accuracy,
      Self.duration(Self.seconds(since: runStart))
    )
    line(text)
  }

  func finished(_ record: StageRecord) {
    // A stage that is taken over never began.
    line(record.sharedFrom == nil ? "  \(record.summary)" : "\(record.name)  \(record.summary)")
  }

  func warned(_ message: String, in stage: Stage) { Console.note("  warning: \(message)") }

  func noted(_ message: String) { line(message) }

  /// Removes the bar from a terminal.
  func endLine() { Console.clearLine() }

  private func line(_ text: String) { Console.progress(text) }

  static func duration(since start: ContinuousClock.Instant) -> String {
    duration(seconds(since: start))
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    let parts = (ContinuousClock.now - start).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }

  /// Such as `12 s`, `3 min 05 s` or `2 h 10 min`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
    return String(format: "%d h %02d min", whole / 3600, whole / 60 % 60)
  }
}
