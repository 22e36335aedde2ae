import ArgumentParser
import Engine
import Networks
import ProtoPNet
import Tensors

/// Measures the engine on this machine; every speed stands beside a matrix product of the same run.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protopnet-bench",
    abstract: "Times training steps and inference of a ProtoPNet with the paper's head.",
    discussion: """
      Times are medians with their range. The last column is the speed relative to a square matrix \
      product measured in the same run, the figure to compare between runs and machines.
      """
  )

  @Option(help: "A backbone by torchvision's name.")
  var architecture = Architecture.vgg16

  @Option(help: "The edge of a picture, in pixels.")
  var imageSize = 224

  @Option(help: "The pictures of a batch.")
  var batchSize = 16

  @Option(help: "Prototypes of each of 200 classes.")
  var prototypesPerClass = 10

  @Option(help: "Timed repetitions, after one that is not counted.")
  var repetitions = 5

  @Option(help: "How 3×3 convolutions are computed: winograd or direct.")
  var convolution = ConvolutionAlgorithm.winograd

  @Option(help: "Times stage 3 on so many synthetic images instead: the convex solver beside Adam.")
  var lastLayerImages: Int?

  func validate() throws {
    guard lastLayerImages ?? 1 > 0, repetitions > 0, batchSize > 0, prototypesPerClass > 0,
      imageSize >= 32
    else {
      throw ValidationError("counts must be positive and pictures at least 32 pixels wide")
    }
  }

  func run() throws {
    let engine = Engine(convolution: convolution)
    print("\(Engine.libraryDescription), \(engine.threadCount) threads, \(convolution.rawValue)")
    if let lastLayerImages {
      LastLayerSubject(imageCount: lastLayerImages, prototypesPerClass: prototypesPerClass)
        .report(batchSize: batchSize, passes: repetitions)
      return
    }
    print("\(architecture.rawValue), \(imageSize)×\(imageSize) pixels, 200 classes")
    let product = MatrixProductRoof(extent: 2048)
    let roof = Timing(repetitions: repetitions) { product.multiply() }
    var table = TimingTable(roof: product.operationCount / roof.median)
    table.add("matrix product 2048³", roof, operations: product.operationCount)

    let subject = try NetworkSubject(self, engine: engine)
    for size in Set([1, batchSize]).sorted() {
      table.add(
        "inference, batch \(size)",
        try subject.inference(batchSize: size, repetitions: repetitions),
        operations: subject.operationCount * Double(size)
      )
    }
    table.add(
      "joint step, batch \(batchSize)",
      try subject.jointStep(batchSize: batchSize, repetitions: repetitions),
      operations: 3 * subject.operationCount * Double(batchSize)
    )
    print(table.text)
  }
}

extension Architecture: ExpressibleByArgument {}
extension ConvolutionAlgorithm: ExpressibleByArgument {}

Bench.main()
