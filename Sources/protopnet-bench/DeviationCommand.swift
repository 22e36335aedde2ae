import ArgumentParser
import Engine
import Engines
import Foundation
import Networks
import Recipe

/// `protopnet-bench deviation`: what faster convolutions change, beside direct ones.
struct DeviationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deviation",
    abstract: "Compare networks that are computed otherwise with directly computed convolutions.",
    discussion: """
      Both start from the same random parameters. One batch in training mode gives the relative \
      deviations, by norms, of outputs and of each parameter's gradient; then both take the same \
      steps of the joint stage with the paper's rates on drawn pictures that can be learnt, four \
      batches in turns. Training magnifies any rounding; the control tells how far apart the direct \
      network and itself come on pictures that are moved to the next floats.
      """
  )

  @Option(parsing: .upToNextOption, help: "Backbones by torchvision's names.")
  var architectures: [Architecture] = [
    .vgg16, .vgg19, .resnet34, .resnet152, .densenet121, .densenet161,
  ]

  @Option(help: "What is compared with direct: fastest or winograd.")
  var convolution = ConvolutionAlgorithm.fastest

  @Option(help: "What feature maps of the compared networks consist of, beside direct float32's.")
  var precision = Precision.float32

  @OptionGroup var library: LibraryOption

  @Option(help: "The pictures of a batch.")
  var batchSize = 16

  @Option(help: "The edge of a picture, in pixels.")
  var imageSize = 224

  @Option(help: "Training steps.")
  var steps = 20

  @OptionGroup var start: StartOptions

  @Flag(help: "Run the control, too.")
  var control = false

  @Option(
    help: "A file for all measurements, JSON; those with other settings in it stay.",
    completion: .file()
  )
  var output: String?

  /// - Throws: `ValidationError` for counts that are not positive and pictures that are too small.
  func validate() throws {
    guard precision == .float32 || Engine.computesBFloat16 else {
      throw ValidationError("this processor has no instructions for bfloat16")
    }
    guard !architectures.isEmpty, batchSize > 0, imageSize >= 32, steps > 0 else {
      throw ValidationError("counts must be positive and pictures at least 32 pixels wide")
    }
  }

  /// - Throws: `NetworkError` for pictures that do not fit the network, and what reading and
  ///   writing the file throws.
  func run() throws {
    let pictures = LearnablePictures(batchCount: 4, batchSize: batchSize, imageSize: imageSize)
    var measurements = try earlierMeasurements()
    for architecture in architectures {
      let measurement = try measure(architecture, pictures)
      measurements.removeAll { $0.hasSettings(of: measurement) }
      measurements.append(measurement)
      try measurements.write(to: output)
    }
    print(DeviationTable(measurements).text)
  }

  private func earlierMeasurements() throws -> [DeviationMeasurement] {
    guard let output, FileManager.default.fileExists(atPath: output) else { return [] }
    return try JSONDecoder().decode(
      [DeviationMeasurement].self,
      from: Data(contentsOf: URL(fileURLWithPath: output))
    )
  }

  private func measure(
    _ architecture: Architecture,
    _ pictures: LearnablePictures
  ) throws -> DeviationMeasurement {
    func subject(
      _ engine: any ComputeEngine,
      _ pictures: LearnablePictures
    ) throws -> DeviationSubject {
      try DeviationSubject(
        architecture,
        engine: engine,
        pictures: pictures,
        stepCount: steps,
        residualScale: start.residualScale
      )
    }
    let fast = try subject(library.engine(convolution, precision), pictures)
    let direct = try subject(Engine(convolution: .direct), pictures)
    let nudged = control ? try subject(Engine(convolution: .direct), pictures.nudged) : nil
    let (totals, directTotals) = (fast.costs.map(\.total), direct.costs.map(\.total))
    return DeviationMeasurement(
      architecture: architecture.rawValue,
      convolution: library.library == .torch ? "libtorch" : convolution.rawValue,
      precision: precision == .float32 ? nil : precision,
      batchSize: batchSize,
      imageSize: imageSize,
      residualScale: start.residualScale == 1 ? nil : Double(start.residualScale),
      kernelCount: fast.implementations.count,
      winogradKernelCount: fast.implementations.count { $0.contains("wino") },
      latentDeviation: Deviation.relative(fast.latent, to: direct.latent),
      logitDeviation: Deviation.relative(fast.logits, to: direct.logits),
      gradients: fast.gradientDeviations(from: direct),
      totals: totals,
      directTotals: directTotals,
      largestTotalDeviation: Deviation.largestRelative(totals, to: directTotals),
      largestTrainedCostDeviation: fast.largestTrainedCostDeviation(from: direct),
      control: nudged.map {
        .init(
          gradients: $0.gradientDeviations(from: direct),
          largestTotalDeviation: Deviation.largestRelative($0.costs.map(\.total), to: directTotals),
          largestTrainedCostDeviation: $0.largestTrainedCostDeviation(from: direct)
        )
      }
    )
  }
}
