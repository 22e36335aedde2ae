import ArgumentParser

/// `protopnet-bench scale`: how the head's time and memory grow with the number of prototypes.
struct ScaleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Time the head and take its peak memory for several numbers of prototypes.",
    discussion: """
      D = 128, maps of 7×7 cells, 200 classes whatever P is. Every measurement has a process of its \
      own. 'other memory' is the peak less what the process held before it made the head, less the \
      parameters, their gradient and moments and the values of [N, P]; the file lists each of these.
      """
  )

  @Option(parsing: .upToNextOption, help: "Prototypes of each of 200 classes, ascending.")
  var prototypesPerClass = [10, 100, 1000]

  @Option(parsing: .upToNextOption, help: "forward, training or both.")
  var work = HeadWork.allCases

  @Option(help: "The latent maps of a batch.")
  var batchSize = 16

  @Option(help: "Timed repetitions of a process, after two that are not counted.")
  var repetitions = 5

  @Option(help: "Rounds, each of which starts every process once.")
  var rounds = 2

  @Option(help: "Threads; 0 for the machine's cores. On one, processor time is that of the work.")
  var threads = 0

  @Option(help: "A file for all measurements, JSON.", completion: .file())
  var output: String?

  /// - Throws: `ValidationError` where nothing is to be measured.
  func validate() throws {
    guard !prototypesPerClass.isEmpty, !work.isEmpty, rounds > 0 else {
      throw ValidationError("nothing to measure")
    }
  }

  /// - Throws: ``MeasurementError`` for a measurement that fails, and what writing the file throws.
  func run() throws {
    let program = try MeasuringProcess.ownPath
    var measurements: [HeadMeasurement] = []
    for round in 0..<rounds {
      var index = 0
      for work in work {
        for count in prototypesPerClass {
          let measurement: HeadMeasurement = try MeasuringProcess.result(of: [
            program, "head", "--work", work.rawValue, "--prototypes-per-class", "\(count)",
            "--batch-size", "\(batchSize)", "--repetitions", "\(repetitions)", "--threads",
            "\(threads)",
          ])
          if round == 0 {
            measurements.append(measurement)
          } else {
            measurements[index].add(measurement)
          }
          index += 1
        }
      }
    }
    let scale = Scale(measurements: measurements)
    print(scale.table)
    try scale.write(to: output)
  }
}
