import Clusters
import Experiments
import Foundation
import Recipe
import Testing

struct StageRateTests {
  private func rate(_ lines: String) throws -> StageRate {
    StageRate(
      try lines.split(separator: "\n").map {
        try JSONDecoder().decode(MetricsLine.self, from: Data($0.utf8))
      }
    )
  }

  @Test func twoPassesTell() throws {
    let rate = try rate(
      """
      {"stage":"warm-up","event":"began","seconds":1}
      {"stage":"warm-up","epoch":1,"step":3,"seconds":2}
      {"stage":"cycle-1/joint","event":"began","seconds":3}
      {"stage":"cycle-1/joint","epoch":1,"step":4,"seconds":13}
      {"stage":"cycle-1/joint","epoch":2,"step":8,"seconds":33}
      """
    )
    #expect(rate.stage == Stage.ID(.joint, cycle: 1))
    #expect(rate.pass == 2 && rate.step == 8)
    #expect(rate.passesPerSecond == 0.05 && rate.stepsPerSecond == 0.2)
  }

  /// Seconds begin anew with every start, and the first line of one says nothing of a rate.
  @Test func anotherStartBeginsAnew() throws {
    let rate = try rate(
      """
      {"stage":"cycle-1/joint","event":"began","seconds":3}
      {"stage":"cycle-1/joint","epoch":1,"step":4,"seconds":13}
      {"stage":"cycle-1/joint","event":"began","seconds":2}
      {"stage":"cycle-1/joint","epoch":2,"step":8,"seconds":4}
      """
    )
    #expect(rate.pass == 2)
    #expect(rate.passesPerSecond == nil)
    #expect(try self.rate("").stage == nil)
  }
}
