import Experiments
import Files
import Foundation
import Recipe
import TensorBoard
import Tensors

/// Appends what happens in a run to `metrics.jsonl`, a ``MetricsLine`` a line, each by one call of the system.
final class MetricsWriter {
  private let file: AppendedFile
  /// The same for TensorBoard, where the experiment asks for it.
  private let events: EventLog?
  /// Why a line could not be added; nil where all were.
  private var failure: WriteFailure?
  private let start = ContinuousClock.now

  init(_ directory: RunDirectory, tensorBoard: Bool) throws(RunError) {
    do {
      file = try AppendedFile(directory.metrics)
      events = tensorBoard ? try EventLog(of: directory, in: directory.tensorBoard) : nil
    } catch {
      throw .unwritable(error)
    }
  }

  /// A finished pass, or a step of the optimiser; `epoch` counts from 1, `step` from the stage's beginning.
  func pass(
    _ stage: Stage.ID,
    _ event: MetricsLine.Event? = nil,
    epoch: Int,
    step: Int,
    costs: Costs,
    accuracy: Double
  ) {
    write(
      MetricsLine(
        event,
        pass: stage,
        epoch: epoch,
        step: step,
        seconds: seconds,
        costs: costs,
        accuracy: accuracy
      )
    )
  }

  /// An evaluation after a stage or one of its passes.
  func event(
    _ event: MetricsLine.Event,
    stage: Stage.ID,
    epoch: Int? = nil,
    step: Int? = nil,
    accuracy: Double? = nil
  ) {
    write(
      MetricsLine(
        event,
        stage: stage,
        epoch: epoch,
        step: step,
        seconds: seconds,
        accuracy: accuracy
      )
    )
  }

  /// The beginning of a stage's work.
  func began(_ stage: Stage.ID) {
    PeakMemory.restart()
    event(.began, stage: stage)
  }

  /// The end of a stage's work, with the memory that it took.
  func ended(_ stage: Stage.ID) {
    write(
      MetricsLine(.ended, stage: stage, seconds: seconds, peakMemory: PeakMemory.byteCount)
    )
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
    do throws(WriteFailure) {
      try file.append(data)
      try events?.add(line)
    } catch {
      // The stage under way still ends in its checkpoint.
      failure = error
    }
  }

  /// Throws where a line could not be added since the writer was made.
  func requireWhole() throws(RunError) {
    if let failure { throw .unwritable(failure) }
  }
}
