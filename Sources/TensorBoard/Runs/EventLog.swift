package import Experiments
package import Files
package import Foundation
import Recipe

/// A run's curves for TensorBoard, as `metrics.jsonl` draws them; files that grow with the run.
///
/// The log is what counts: a start makes the file anew from it, and so does a line that takes an earlier one's
/// place, as where a killed run repeats steps. So no step is there twice, and none is torn.
package final class EventLog {
  private let log: URL
  private let folder: EventFolder
  private var curves = Curves()
  private var file: AppendedFile

  /// Writes what a run's log tells so far into a folder of its own.
  package init(of run: RunDirectory, in folder: URL) throws(WriteFailure) {
    log = run.metrics
    self.folder = EventFolder(url: folder)
    (curves, file) = try Self.rewrite(log, to: self.folder)
  }

  /// Writes what a run's log tells into a folder, in which it replaces what was written before.
  package static func export(_ run: RunDirectory, to folder: URL) throws(WriteFailure) {
    _ = try rewrite(run.metrics, to: EventFolder(url: folder))
  }

  /// Adds what a line of the log tells, which has been added to the log before.
  package func add(_ line: MetricsLine) throws(WriteFailure) {
    guard let points = curves.add(line) else {
      (curves, file) = try Self.rewrite(log, to: folder)
      return
    }
    let now = Date().timeIntervalSince1970
    let events = points.map { Event($0, time: now) }
    if !events.isEmpty { try file.append(bytes: events.flatMap(\.framed)) }
  }

  private static func rewrite(
    _ log: URL,
    to folder: EventFolder
  ) throws(WriteFailure) -> (Curves, AppendedFile) {
    var curves = Curves()
    let decoder = JSONDecoder()
    let lines = (try? Data(contentsOf: log))?.split(separator: UInt8(ascii: "\n")) ?? []
    for line in lines {
      // A line that a kill cut off tells nothing.
      guard let line = try? decoder.decode(MetricsLine.self, from: Data(line)) else { continue }
      _ = curves.add(line)
    }
    // The log's lines tell the time that went by between them, and its file when the last one was written.
    let end = (try? log.resourceValues(forKeys: [.contentModificationDateKey]))?
      .contentModificationDate?.timeIntervalSince1970
    let start = (end ?? Date().timeIntervalSince1970) - curves.seconds
    let opening = [
      Event(time: start, step: 0, content: .version), Event(time: start, step: 0, content: .start),
    ]
    let points = curves.points.map { Event($0, time: start + $0.seconds) }
    return (curves, try AppendedFile(folder.write(opening + points)))
  }
}

extension Event {
  fileprivate init(_ point: Curves.Point, time: Double) {
    self.init(
      time: time,
      step: point.step,
      content: .scalar(tag: point.tag, Float(point.value))
    )
  }
}
