import ArgumentParser
import Engines
import Networks
import Recipe

/// `protopnet-bench step`: one piece of work in a process of its own, as a line of JSON.
struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Time one piece of work and print a line of JSON, peak memory included.",
    discussion: """
      'warm-up' does what the released code does, here and in the peer's script: each step runs the \
      frozen backbone forward in training mode, then add-on layers, head and costs forward and \
      backward, then Adam. The program itself may keep a frozen backbone's features over steps \
      where they cannot change; that saving is not in this figure.
      """
  )

  @OptionGroup var network: NetworkOptions

  @Option(help: "forward, warm-up or joint.")
  var work = Work.joint

  @Option(help: "The pictures of a batch.")
  var batchSize = 16

  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func run() throws {
    let baseMegabytes = Measurement.peakMegabytes
    let engine = try network.engine()
    let subject = try NetworkSubject(network, engine: engine)
    let timing = try subject.timing(
      of: work,
      batchSize: batchSize,
      repetitions: network.repetitions
    )
    let measurement = Measurement(
      engine: network.library.library == .torch
        ? engine.libraryName : "\(engine.libraryName) \(network.convolution)",
      precision: network.precision,
      architecture: network.architecture.rawValue,
      work: work,
      batchSize: batchSize,
      seconds: timing.seconds,
      peakMegabytes: Measurement.peakMegabytes,
      baseMegabytes: baseMegabytes
    )
    try measurement.printLine()
  }
}
