import ArgumentParser
import Engine
import Foundation
import ProtoPNet
import Tensors

/// `protopnet-bench projection`: the search of stage 2 beside the roof and beside the released push.py.
struct ProjectionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "projection",
    abstract: "Time the projection search beside a matrix product of the same run and a peer.",
    discussion: """
      Latent maps of 7×7 cells lie in memory, the images of a class one after another. The search \
      looks at the prototypes of an image's own class only; its operations are counted as three for \
      each channel of their distances. The peer gets the same latent maps through a folder, and the \
      two results are compared patch by patch.
      """
  )

  @Option(help: "The other program's command: 'python3 projection_peer.py --released DIR'.")
  var peer: String?

  @Option(help: "Images of each of 200 classes.")
  var imagesPerClass = 30

  @Option(help: "Prototypes of each of 200 classes.")
  var prototypesPerClass = 10

  @Option(help: "The images of a batch; the released code takes 75.")
  var batchSize = 75

  @Option(help: "Timed passes over all images, after two that are not counted.")
  var repetitions = 5

  @Option(help: "A file for the measurement, JSON.", completion: .file())
  var output: String?

  /// - Throws: `ValidationError` for counts that are not positive.
  func validate() throws {
    guard imagesPerClass > 0, prototypesPerClass > 0, batchSize > 0, repetitions > 0 else {
      throw ValidationError("counts must be positive")
    }
  }

  /// - Throws: ``MeasurementError`` for a peer that measures nothing, and what writing the files
  ///   throws.
  func run() throws {
    let subject = ProjectionSubject(
      imagesPerClass: imagesPerClass,
      prototypesPerClass: prototypesPerClass,
      batchSize: batchSize
    )
    let product = MatrixProductRoof()
    let roof = Timing(repetitions: repetitions) { product.multiply() }
    let maps = subject.batchesOfMaps()
    let timing = try Timing(repetitions: repetitions) { _ = try subject.project(maps) }
    var measurement = ProjectionMeasurement(
      imageCount: subject.imageCount,
      prototypeCount: subject.layer.prototypeCount,
      classCount: subject.layer.classCount,
      depth: HeadSubject.depth,
      cellCount: HeadSubject.mapExtent * HeadSubject.mapExtent,
      batchSize: batchSize,
      threadCount: Parallel.threadCount,
      seconds: timing.seconds,
      medianSecondsPerImage: timing.median / Double(subject.imageCount),
      operationsPerSecond: subject.operationCount / timing.median,
      roofOperationsPerSecond: product.operationCount / roof.median
    )
    if let peer {
      let projected = try subject.project(maps).after
      measurement.peer = try compare(with: peer, subject, projected, timing.median)
    }
    print(measurement)
    try measurement.write(to: output)
  }

  private func compare(
    with peer: String,
    _ subject: ProjectionSubject,
    _ projected: Tensor,
    _ seconds: Double
  ) throws -> ProjectionMeasurement.Peer {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try subject.write(to: folder)
    let output: ProjectionMeasurement.PeerOutput = try MeasuringProcess.result(
      of: peer.split(separator: " ").map(String.init)
        + ["--folder", folder.path, "--batch-size", "\(batchSize)"]
    )
    let theirs = try Data(contentsOf: folder.appending(path: "projected.f32"))
    return ProjectionMeasurement.Peer(
      engine: output.engine,
      seconds: output.seconds,
      distanceSeconds: output.distanceSeconds,
      timesAsLong: Timing(seconds: output.seconds).median / seconds,
      distancesTimesAsLong: Timing(seconds: output.distanceSeconds).median / seconds,
      equalPrototypeCount: ProjectionSubject.equalPrototypeCount(projected, theirs)
    )
  }
}
