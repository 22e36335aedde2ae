import Foundation
import Recipe

extension Precision: Codable {}

/// What a process measured of one piece of work; the peer's script prints the same keys.
struct Measurement: Codable {
  var engine: String
  /// That of the operands of products, whatever sums are of.
  var precision: Precision
  var architecture: String
  var work: Work
  var batchSize: Int
  /// Every timed repetition.
  var seconds: [Double]
  /// The process's largest resident memory, and what it was before any network was made.
  var peakMegabytes: Double
  var baseMegabytes: Double

  /// The repetitions of both, and the larger memory.
  func joined(with other: Measurement) -> Measurement {
    var joined = self
    joined.seconds += other.seconds
    joined.peakMegabytes = max(peakMegabytes, other.peakMegabytes)
    return joined
  }

  /// The median of the repetitions.
  var median: Double { Timing(seconds: seconds).median }

  /// The largest resident memory of this process so far.
  static var peakMegabytes: Double { Double(peakByteCount) / 1048576 }

  static var peakByteCount: Int { usage.ru_maxrss * 1024 }

  /// What all threads of this process took so far, in user and system mode.
  static var processorSeconds: Double {
    let usage = usage
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  private static var usage: rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }
}
