/// Repeated timings of one piece of work.
package struct Timing {
  /// In seconds, ascending.
  package let seconds: [Double]

  /// Of all the process's threads, in seconds, ascending; less disturbed by other processes.
  let processorSeconds: [Double]

  package init(seconds: [Double], processorSeconds: [Double] = []) {
    self.seconds = seconds.sorted()
    self.processorSeconds = processorSeconds.sorted()
  }

  /// Runs `work` twice for caches and compilation, then `repetitions` times with the clock on.
  init(repetitions: Int, _ work: () throws -> Void) rethrows {
    for _ in 0..<2 { try work() }
    let clock = ContinuousClock()
    var (seconds, processorSeconds) = ([Double](), [Double]())
    for _ in 0..<repetitions {
      let start = Measurement.processorSeconds
      seconds.append(try clock.measure(work) / .seconds(1))
      processorSeconds.append(Measurement.processorSeconds - start)
    }
    self.init(seconds: seconds, processorSeconds: processorSeconds)
  }

  /// The middle one, or the mean of the two in the middle.
  package var median: Double { (seconds[(seconds.count - 1) / 2] + seconds[seconds.count / 2]) / 2 }
  var fastest: Double { seconds.first ?? .nan }
  var slowest: Double { seconds.last ?? .nan }
}
