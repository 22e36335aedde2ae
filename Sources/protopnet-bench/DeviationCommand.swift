import ArgumentParser
import Engine
import Networks
import ProtoPNet

/// `protopnet-bench deviation`: what faster convolutions change, beside direct ones.
struct DeviationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deviation",
    abstract: "Compare networks whose convolutions are computed fast with directly computed ones.",
    discussion: """
      Both start from the same random parameters. One batch in training mode gives the relative \
      deviations, by norms, of outputs and of each parameter's gradient; then both take the same \
      steps of the joint stage with the paper's rates on drawn pictures that can be learnt, four \
      batches in turns.
      """
  )

  @Option(parsing: .upToNextOption, help: "Backbones by torchvision's names.")
  var architectures: [Architecture] = [
    .vgg16, .vgg19, .resnet34, .resnet152, .densenet121, .densenet161,
  ]

  @Option(help: "What is compared with direct: fastest or winograd.")
  var convolution = ConvolutionAlgorithm.fastest

  @Option(help: "The pictures of a batch.")
  var batchSize = 8

  @Option(help: "The edge of a picture, in pixels.")
  var imageSize = 224

  @Option(help: "Training steps.")
  var steps = 20

  @Option(help: "A file for all measurements, JSON.", completion: .file())
  var output: String?

  func validate() throws {
    guard !architectures.isEmpty, batchSize > 0, imageSize >= 32, steps > 0 else {
      throw ValidationError("counts must be positive and pictures at least 32 pixels wide")
    }
  }

  func run() throws {
    let pictures = LearnablePictures(batchCount: 4, batchSize: batchSize, imageSize: imageSize)
    var measurements: [DeviationMeasurement] = []
    for architecture in architectures {
      measurements.append(try measure(architecture, pictures))
      try measurements.write(to: output)
    }
    print(DeviationTable(measurements).text)
  }

  private func measure(
    _ architecture: Architecture,
    _ pictures: LearnablePictures
  ) throws -> DeviationMeasurement {
    func subject(_ convolution: ConvolutionAlgorithm) throws -> DeviationSubject {
      try DeviationSubject(
        architecture,
        convolution: convolution,
        pictures: pictures,
        stepCount: steps
      )
    }
    let (fast, direct) = (try subject(convolution), try subject(.direct))
    let deviations = direct.gradients.compactMap { name, gradient in
      fast.gradients[name].map { (name, Deviation.relative($0, to: gradient)) }
    }
    let (totals, directTotals) = (fast.costs.map(\.total), direct.costs.map(\.total))
    return DeviationMeasurement(
      architecture: architecture.rawValue,
      convolution: convolution.rawValue,
      batchSize: batchSize,
      imageSize: imageSize,
      kernelCount: fast.implementations.count,
      winogradKernelCount: fast.implementations.count { $0.contains("wino") },
      latentDeviation: Deviation.relative(fast.latent, to: direct.latent),
      logitDeviation: Deviation.relative(fast.logits, to: direct.logits),
      gradients: Deviation.Summary(Dictionary(uniqueKeysWithValues: deviations)),
      totals: totals,
      directTotals: directTotals,
      largestTotalDeviation: Deviation.largestRelative(totals, to: directTotals),
      largestTrainedCostDeviation: Deviation.largestRelative(
        fast.costs.map(\.trained),
        to: direct.costs.map(\.trained)
      )
    )
  }
}

extension Costs {
  /// The total without the last layer's L1 term, which the joint stage leaves as it is.
  fileprivate var trained: Double {
    total - Coefficients.published.lastLayerL1 * (lastLayerL1 ?? 0)
  }
}
