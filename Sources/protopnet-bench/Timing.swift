/// Repeated timings of one piece of work.
package struct Timing {
  /// In seconds, ascending.
  package let seconds: [Double]

  package init(seconds: [Double]) { self.seconds = seconds.sorted() }

  /// Runs `work` twice for caches and compilation, then `repetitions` times with the clock on.
  init(repetitions: Int, _ work: () throws -> Void) rethrows {
    for _ in 0..<2 { try work() }
    let clock = ContinuousClock()
    var seconds: [Double] = []
    for _ in 0..<repetitions {
      seconds.append(try clock.measure(work) / .seconds(1))
    }
    self.seconds = seconds.sorted()
  }

  package var median: Double { seconds[seconds.count / 2] }
  var fastest: Double { seconds.first ?? .nan }
  var slowest: Double { seconds.last ?? .nan }
}
