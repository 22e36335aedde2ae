import Experiments
import Files
import Foundation
import Recipe

/// Appends what happens in a run to `metrics.jsonl`, a ``MetricsLine`` a line.
final class MetricsWriter {
  private let file: URL
  private let handle: FileHandle
  /// Why a line could not be added; nil where all were.
  private var failure: WriteFailure?
  private let start = ContinuousClock.now

  init(_ file: URL) throws(RunError) {
    self.file = file
    do {
      if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
      handle = try FileHandle(forWritingTo: file)
      try handle.seekToEnd()
    } catch {
      throw .unwritable(WriteFailure(file, error))
    }
  }

  /// Waits until no other process performs the run; `waits` is called first if one does.
  ///
  /// - Throws: ``Interrupted`` where an end is asked for meanwhile.
  func awaitTurn(_ interruption: Interruption, waits: () -> Void) throws(Interrupted) {
    try FileLock.take(handle, interruption: interruption, waits: waits)
  }

  /// A finished pass; `epoch` counts from 1, `step` from the stage's beginning.
  func pass(_ stage: Stage.ID, epoch: Int, step: Int, costs: Costs, accuracy: Double) {
    write(
      MetricsLine(
        pass: stage,
        epoch: epoch,
        step: step,
        seconds: seconds,
        costs: costs,
        accuracy: accuracy
      )
    )
  }

  /// A step of the optimiser; `epoch` and `step` as of a pass.
  func step(_ step: Int, of stage: Stage.ID, epoch: Int, costs: Costs, accuracy: Double) {
    write(
      MetricsLine(
        step: step,
        of: stage,
        epoch: epoch,
        seconds: seconds,
        costs: costs,
        accuracy: accuracy
      )
    )
  }

  /// A stage's beginning or an evaluation after it.
  func event(_ event: MetricsLine.Event, stage: Stage.ID, accuracy: Double? = nil) {
    write(MetricsLine(event, stage: stage, seconds: seconds, accuracy: accuracy))
  }

  /// Adds what another run's log tells of a stage, with that run's seconds; `passes` are the stage's here.
  ///
  /// Of its steps those that this run's `logging` asks for, with totals by this run's coefficients.
  func copy(_ stage: Stage.ID, from log: URL, passes: [StageRecord.Pass], _ experiment: Experiment)
  {
    guard let data = try? Data(contentsOf: log) else { return }
    let decoder = JSONDecoder()
    for text in data.split(separator: UInt8(ascii: "\n")) {
      guard var line = try? decoder.decode(MetricsLine.self, from: Data(text)), line.stage == stage
      else { continue }
      if line.isPass {
        guard let epoch = line.epoch, passes.indices.contains(epoch - 1) else { continue }
        line.total = passes[epoch - 1].costs.total
      }
      if line.event == .step {
        guard let every = experiment.logging.everySteps, let step = line.step,
          step.isMultiple(of: every)
        else { continue }
        line.total = Costs(line.costs, coefficients: experiment.coefficients).total
      }
      write(line)
    }
  }

  /// Seconds since this process began to write.
  private var seconds: Double {
    let duration = (ContinuousClock.now - start).components
    let exact = Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
    return (exact * 1000).rounded() / 1000
  }

  private func write(_ line: MetricsLine) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard failure == nil, let data = try? encoder.encode(line) else { return }
    let text = data + Data("\n".utf8)
    let end = try? handle.offset()
    do {
      try handle.write(contentsOf: text)
    } catch {
      // The stage under way still ends in its checkpoint; no half line stays behind.
      failure = WriteFailure(file, needed: text.count, error)
      if let end { try? handle.truncate(atOffset: end) }
    }
  }

  /// Throws where a line could not be added since the writer was made.
  func requireWhole() throws(RunError) {
    if let failure { throw .unwritable(failure) }
  }
}
