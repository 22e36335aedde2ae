import ArgumentParser
import Engine
import Foundation
import Networks

/// `protopnet-bench step`: one piece of work in a process of its own, as a line of JSON.
struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Time one piece of work and print a line of JSON, peak memory included."
  )

  @OptionGroup var network: NetworkOptions

  @Option(help: "forward, warm-up or joint.")
  var work = Work.joint

  @Option(help: "The pictures of a batch.")
  var batchSize = 16

  func run() throws {
    let baseMegabytes = Measurement.peakMegabytes
    let subject = try NetworkSubject(network, engine: network.engine())
    let timing = try subject.timing(
      of: work,
      batchSize: batchSize,
      repetitions: network.repetitions
    )
    let measurement = Measurement(
      engine: "\(Engine.libraryDescription) \(network.convolution)",
      architecture: network.architecture.rawValue,
      work: work,
      batchSize: batchSize,
      seconds: timing.seconds,
      peakMegabytes: Measurement.peakMegabytes,
      baseMegabytes: baseMegabytes
    )
    print(String(decoding: try JSONEncoder().encode(measurement), as: UTF8.self))
  }
}
