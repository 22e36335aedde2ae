import Foundation

/// What a process measured of one piece of work; the peer's script prints the same keys.
struct Measurement: Codable {
  var engine: String
  var architecture: String
  var work: Work
  var batchSize: Int
  /// Every timed repetition.
  var seconds: [Double]
  /// The process's largest resident memory, and what it was before any network was made.
  var peakMegabytes: Double
  var baseMegabytes: Double

  /// The median of the repetitions.
  var median: Double { seconds.sorted()[seconds.count / 2] }

  /// The largest resident memory of this process so far.
  static var peakMegabytes: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }

  /// Runs a command that prints a measurement as its last line.
  init(running command: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    guard process.terminationStatus == 0, let last = lines.last else {
      throw MeasurementError(command: command.joined(separator: " "))
    }
    self = try JSONDecoder().decode(Measurement.self, from: Data(last.utf8))
  }
}

extension Measurement {
  init(
    engine: String,
    architecture: String,
    work: Work,
    batchSize: Int,
    seconds: [Double],
    peakMegabytes: Double,
    baseMegabytes: Double
  ) {
    self.engine = engine
    self.architecture = architecture
    self.work = work
    self.batchSize = batchSize
    self.seconds = seconds
    self.peakMegabytes = peakMegabytes
    self.baseMegabytes = baseMegabytes
  }
}

/// A command that measured nothing.
struct MeasurementError: Error, CustomStringConvertible {
  let command: String
  var description: String { "no measurement came from: \(command)" }
}
