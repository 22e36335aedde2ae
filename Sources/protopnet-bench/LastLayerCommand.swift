import ArgumentParser
import Networks

/// `protopnet-bench last-layer`: the convex solver of stage 3 beside passes of Adam.
struct LastLayerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "last-layer",
    abstract: "Time stage 3 on synthetic similarities: the convex solver beside passes of Adam.",
    discussion: """
      Two kinds of 20 passes are compared with: over cached distances, and with the whole network's \
      forward pass in each, as in the released code. Both are extrapolated from the median of what is \
      measured in the same process.
      """
  )

  @OptionGroup var network: NetworkOptions

  @Option(help: "Synthetic images, of 200 classes.")
  var images = 2000

  @Option(help: "The images of one of Adam's batches.")
  var adamBatchSize = 80

  @Option(help: "Passes of Adam over cached distances; 0 leaves them out.")
  var passes = 3

  @Option(help: "The pictures of one of the network's batches; 0 leaves the network out.")
  var batchSize = 16

  @Option(help: "Iterations of the solver at most.")
  var iterationLimit = 200

  @Option(help: "A file for the measurement, JSON.", completion: .file())
  var output: String?

  /// - Throws: `ValidationError` for negative counts.
  func validate() throws {
    guard images > 0, adamBatchSize > 0, passes >= 0, batchSize >= 0, iterationLimit >= 0 else {
      throw ValidationError("counts must not be negative")
    }
  }

  /// - Throws: `NetworkError` for pictures that do not fit the network, and what writing the file
  ///   throws.
  func run() throws {
    let subject = LastLayerSubject(
      imageCount: images,
      prototypesPerClass: network.prototypesPerClass
    )
    var measurement = subject.solve(iterationLimit: iterationLimit)
    if passes > 0 {
      subject.train(passes: passes, batchSize: adamBatchSize, &measurement)
    }
    if batchSize > 0 { try compareNetwork(&measurement) }
    print(measurement)
    try measurement.write(to: output)
  }

  private func compareNetwork(_ measurement: inout LastLayerMeasurement) throws {
    let timing = try NetworkSubject(network, engine: try network.engine()).timing(
      of: .forward,
      batchSize: batchSize,
      repetitions: network.repetitions
    )
    let seconds = 20 * Double(images) * timing.median / Double(batchSize)
    measurement.network = .init(
      architecture: network.architecture.rawValue,
      imageSize: network.imageSize,
      batchSize: batchSize,
      batchSeconds: timing.seconds,
      secondsOf20Passes: seconds,
      twentyPassesPerSolve: seconds / measurement.solver.seconds
    )
  }
}
