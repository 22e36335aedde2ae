import ArgumentParser
import Engine

/// `protopnet-bench head`: the head alone in a process of its own, as a line of JSON.
struct HeadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head",
    abstract: "Time the head alone and print a line of JSON, peak memory included."
  )

  @Option(help: "forward or training.")
  var work = HeadWork.training

  @Option(help: "Prototypes of each of 200 classes.")
  var prototypesPerClass = 10

  @Option(help: "The latent maps of a batch.")
  var batchSize = 16

  @Option(help: "Timed repetitions, after two that are not counted.")
  var repetitions = 5

  @Option(help: "Threads; 0 for the machine's cores.")
  var threads = 0

  /// - Throws: `ValidationError` for counts that are not positive.
  func validate() throws {
    guard threads >= 0, prototypesPerClass > 0, batchSize > 0, repetitions > 0 else {
      throw ValidationError("counts must be positive")
    }
  }

  /// - Throws: What JSON cannot hold, such as an infinite figure.
  func run() throws {
    let base = Measurement.peakByteCount
    let subject = HeadSubject(
      prototypesPerClass: prototypesPerClass,
      batchSize: batchSize,
      threads: threads
    )
    let timing = Timing(repetitions: repetitions) { subject.perform(work) }
    let measurement = HeadMeasurement(
      work: work,
      batchSize: batchSize,
      prototypeCount: HeadSubject.classCount * prototypesPerClass,
      seconds: timing.seconds,
      processorSeconds: timing.processorSeconds,
      threadCount: Parallel.threadCount,
      peakByteCount: Measurement.peakByteCount,
      baseByteCount: base
    )
    try measurement.printLine()
  }
}
