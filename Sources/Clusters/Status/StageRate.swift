package import Experiments
package import Foundation
package import Recipe

/// How far the stage under way is, and how fast, by the last lines of a run's log.
package struct StageRate: Equatable, Sendable {
  package private(set) var stage: Stage.ID?
  /// Of the last pass or step that is logged; 0 at the stage's beginning.
  package private(set) var pass = 0
  package private(set) var step = 0
  /// The share of training pictures classified correctly over that pass or step.
  package private(set) var accuracy: Double?
  /// Passes and steps of one second; nil until two lines of one process tell.
  package private(set) var passesPerSecond: Double?
  package private(set) var stepsPerSecond: Double?

  /// More than the lines of two passes ever take, unless every step is logged.
  private static let tailByteCount = 1 << 17

  /// Reads the end of a log; nil where there is none.
  package init?(log: URL) {
    guard let file = try? FileHandle(forReadingFrom: log) else { return nil }
    defer { try? file.close() }
    guard let end = try? file.seekToEnd(),
      (try? file.seek(toOffset: end > Self.tailByteCount ? end - UInt64(Self.tailByteCount) : 0))
        != nil, let data = try? file.readToEnd()
    else { return nil }
    let decoder = JSONDecoder()
    // The first one may be cut.
    self.init(
      data.split(separator: UInt8(ascii: "\n")).compactMap {
        try? decoder.decode(MetricsLine.self, from: Data($0))
      }
    )
  }

  package init(_ lines: [MetricsLine]) {
    // What the last process said of the last stage: its seconds never go back.
    var tail: [MetricsLine] = []
    for line in lines where line.isPass || line.event == .began || line.event == .step {
      if let last = tail.last,
        line.stage != last.stage || line.event == .began || line.seconds ?? 0 < last.seconds ?? 0
      {
        tail = []
      }
      tail.append(line)
    }
    guard let last = tail.last else { return }
    stage = last.stage
    pass = tail.last { $0.isPass }?.epoch ?? (last.epoch ?? 1) - 1
    step = last.step ?? 0
    accuracy = tail.last { $0.accuracy != nil }?.accuracy
    let passLines = tail.filter { $0.isPass || $0.event == .began }.suffix(2)
    passesPerSecond = Self.rate(passLines) { $0.epoch }
    stepsPerSecond = Self.rate(tail.suffix(2)) { $0.step }
  }

  /// What a second adds between two lines.
  private static func rate(
    _ lines: ArraySlice<MetricsLine>,
    _ count: (MetricsLine) -> Int?
  ) -> Double? {
    guard lines.count == 2, let first = lines.first, let last = lines.last,
      let begin = first.seconds, let end = last.seconds, end > begin, let done = count(last)
    else { return nil }
    let rate = Double(done - (count(first) ?? 0)) / (end - begin)
    // A start within a stage begins with another count than nought, which its first line does not tell.
    return rate > 0 && (first.event != .began || done <= 1 || first.step != nil) ? rate : nil
  }
}
