import Experiments
import Foundation
import ProtoPNet

/// Appends what happens in a run to `metrics.jsonl`, one JSON object a line.
///
/// It is the one file that holds times; nothing is ever read back from it by a run.
final class MetricsWriter {
  private let handle: FileHandle
  private let start = ContinuousClock.now

  init(_ file: URL) throws(WorkbenchError) {
    do {
      if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
      handle = try FileHandle(forWritingTo: file)
      try handle.seekToEnd()
    } catch {
      throw .unwritable(file.path, error.localizedDescription)
    }
  }

  /// Waits until no other process performs the run; `waits` is called first if one does.
  func awaitTurn(waits: () -> Void) {
    // The lock ends with this process at the latest. Where a file system knows none, nothing waits.
    guard flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    waits()
    _ = flock(handle.fileDescriptor, LOCK_EX)
  }

  private struct PassLine: Codable {
    var stage: String
    var epoch: Int
    var step: Int
    var seconds: Double
    var crossEntropy: Double
    var cluster, separation, averageSeparation, lastLayerL1: Double?
    var total: Double
    var accuracy: Double
  }

  private struct EventLine: Codable {
    var stage: String
    var event: String
    var seconds: Double
    var accuracy: Double?
  }

  /// A finished pass; `epoch` counts from 1, `step` from the stage's beginning.
  func pass(_ stage: String, epoch: Int, step: Int, costs: Costs, accuracy: Double) {
    write(
      PassLine(
        stage: stage,
        epoch: epoch,
        step: step,
        seconds: seconds,
        crossEntropy: costs.crossEntropy,
        cluster: costs.cluster,
        separation: costs.separation,
        averageSeparation: costs.averageSeparation,
        lastLayerL1: costs.lastLayerL1,
        total: costs.total,
        accuracy: accuracy
      )
    )
  }

  /// A stage's `began` or its `evaluation` on the test split.
  func event(_ name: String, stage: String, accuracy: Double? = nil) {
    write(EventLine(stage: stage, event: name, seconds: seconds, accuracy: accuracy))
  }

  /// Adds what another run's log tells of a stage, with that run's seconds; `passes` are the stage's here.
  func copy(_ stage: String, from log: URL, passes: [StageRecord.Pass]) {
    guard let data = try? Data(contentsOf: log) else { return }
    let decoder = JSONDecoder()
    for line in data.split(separator: UInt8(ascii: "\n")) {
      if var pass = try? decoder.decode(PassLine.self, from: Data(line)) {
        guard pass.stage == stage, passes.indices.contains(pass.epoch - 1) else { continue }
        pass.total = passes[pass.epoch - 1].total
        write(pass)
      } else if let event = try? decoder.decode(EventLine.self, from: Data(line)),
        event.stage == stage
      {
        write(event)
      }
    }
  }

  /// Seconds since this process began to write.
  private var seconds: Double {
    let duration = (ContinuousClock.now - start).components
    let exact = Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
    return (exact * 1000).rounded() / 1000
  }

  private func write(_ line: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // A log that cannot be written must not end a run of hours.
    guard let data = try? encoder.encode(line) else { return }
    try? handle.write(contentsOf: data + Data("\n".utf8))
  }
}
