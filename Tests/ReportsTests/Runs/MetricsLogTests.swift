import Foundation
import Recipe
import Reports
import Testing

struct MetricsLogTests {
  private func log(_ lines: String...) -> MetricsLog {
    MetricsLog(Data(lines.joined(separator: "\n").utf8))
  }

  private func pass(_ stage: String, _ epoch: Int, accuracy: Double = 0.5) -> String {
    #"{"stage":"\#(stage)","epoch":\#(epoch),"step":\#(30 * epoch),"accuracy":\#(accuracy),"new":[1]}"#
  }

  @Test func ignoresFieldsAndEventsItDoesNotKnow() {
    let log = log(pass("warm-up", 1), #"{"stage":"warm-up","event":"checkpoint"}"#, "")
    #expect(log.passes.map(\.epoch) == [1])
    #expect(log.passes.first?.costs.isEmpty == true)
    #expect(log.unreadableLines.isEmpty)
  }

  @Test func toleratesATruncatedLastLine() {
    let log = log(pass("warm-up", 1), #"{"stage":"warm-up","ep"#)
    #expect(log.passes.count == 1)
    #expect(log.unreadableLines.isEmpty)
  }

  @Test func countsALineThatWasCutOffBeforeTheRunWentOn() {
    let log = log(pass("warm-up", 1), #"{"stage":"wa"# + pass("warm-up", 2), pass("warm-up", 2))
    #expect(log.passes.map(\.epoch) == [1, 2])
    #expect(log.unreadableLines == [2])
  }

  @Test func aRepeatedStageReplacesItsPasses() {
    let log = log(
      pass("joint", 1),
      pass("joint", 2, accuracy: 0.6),
      pass("joint", 3, accuracy: 0.7),
      pass("joint", 2, accuracy: 0.65)
    )
    #expect(log.passes.map(\.epoch) == [1, 2])
    #expect(log.passes.map(\.accuracy) == [0.5, 0.65])
  }

  @Test func evaluationsFollowThePassBeforeThem() {
    let log = log(
      pass("joint", 1),
      #"{"stage":"joint","event":"evaluation","seconds":1,"accuracy":0.4}"#,
      #"{"stage":"projection","event":"evaluation","seconds":1,"accuracy":0.3}"#
    )
    #expect(log.evaluations.map(\.epoch) == [1, nil])
    #expect(log.evaluations.map(\.accuracy) == [0.4, 0.3])
  }
}
