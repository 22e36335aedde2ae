import Experiments
package import Foundation
package import Recipe

/// The costs over a run, as its append-only `metrics.jsonl` tells them.
///
/// A stage that was interrupted and run again repeats its passes; the later line replaces the
/// earlier one of the same stage and epoch.
package struct MetricsLog: Equatable, Sendable {
  /// One pass over the training images.
  package struct Pass: Equatable, Sendable {
    package var stage: Stage.ID
    package var epoch: Int
    /// The optimiser's steps since the stage began.
    package var step: Int
    package var seconds: Double?
    package var costs: [CostTerm: Double]
    package var accuracy: Double?
  }

  /// One evaluation of the network.
  package struct Evaluation: Equatable, Sendable {
    package var stage: Stage.ID
    /// The epoch of the last pass of that stage before it, where there was one.
    package var epoch: Int?
    package var accuracy: Double
  }

  package private(set) var passes: [Pass] = []
  package private(set) var evaluations: [Evaluation] = []
  /// The numbers, from 1, of lines that are no JSON objects and were left out.
  package private(set) var unreadableLines: [Int] = []

  /// Reads the lines of a log; lines that cannot be read are counted, never guessed.
  package init(_ data: Data) {
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 32 }) {
      do {
        add(try JSONDecoder().decode(MetricsLine.self, from: Data(line)))
      } catch {
        // The last line of a run that was killed is cut off, which is no fault of the file.
        if index < lines.count - 1 { unreadableLines.append(index + 1) }
      }
    }
  }

  private mutating func add(_ line: MetricsLine) {
    guard let stage = line.stage else { return }
    if line.event == .evaluation, let accuracy = line.accuracy {
      let epoch = line.epoch ?? passes.last { $0.stage == stage }?.epoch
      evaluations.removeAll { $0.stage == stage && $0.epoch == epoch }
      evaluations.append(Evaluation(stage: stage, epoch: epoch, accuracy: accuracy))
    }
    // Other events are not shown, such as a stage's beginning.
    guard line.isPass, let epoch = line.epoch, let step = line.step else { return }
    passes.removeAll { $0.stage == stage && $0.epoch >= epoch }
    passes.append(
      Pass(
        stage: stage,
        epoch: epoch,
        step: step,
        seconds: line.seconds,
        costs: line.costs,
        accuracy: line.accuracy
      )
    )
  }
}
