import ArgumentParser
import Checkpoints
import Engine
import Engines
import EngineTorch
import Networks
import Recipe
import SoftmaxRegression

/// Measures the engine on this machine, alone or beside another program.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protopnet-bench",
    abstract: "Times training steps and inference of a ProtoPNet with the paper's head.",
    subcommands: [
      RoofCommand.self, StepCommand.self, CompareCommand.self, LastLayerCommand.self,
      LoadingCommand.self, ProjectionCommand.self, HeadCommand.self, ScaleCommand.self,
      DeviationCommand.self, GradientsCommand.self, SharesCommand.self, ReductionCommand.self,
    ],
    defaultSubcommand: RoofCommand.self
  )

  static func main() {
    HDF5ReadingProcess.serveIfAsked()
    OpenBLAS.takeFittingKernels()
    main(nil)
  }
}

/// What a measurement repeats.
enum Work: String, ExpressibleByArgument, CaseIterable, Codable {
  /// From pictures to logits.
  case forward
  /// Forward and backward pass and Adam over add-on layers and prototypes.
  case warmUp = "warm-up"
  /// Forward and backward pass and Adam over everything before the last layer.
  case joint

  /// Passes of the convolutions' size, counted as forward ones.
  var passCount: Double { self == .joint ? 3 : 1 }
}

/// The network that is measured: the paper's head, D = 128, on a backbone with random parameters.
struct NetworkOptions: ParsableArguments {
  @Option(help: "A backbone by torchvision's name.")
  var architecture = Architecture.vgg16

  @Option(help: "The edge of a picture, in pixels.")
  var imageSize = 224

  @Option(help: "Prototypes of each of 200 classes.")
  var prototypesPerClass = 10

  @Option(help: "Timed repetitions, after two that are not counted.")
  var repetitions = 5

  @Option(help: "How convolutions are computed: fastest, winograd or direct.")
  var convolution = ConvolutionAlgorithm.fastest

  @Option(help: "What feature maps consist of: float32 or bfloat16.")
  var precision = Precision.float32

  @OptionGroup var library: LibraryOption

  /// - Throws: `ValidationError` for counts that are not positive, pictures that are too small and a precision
  ///   that this processor has no instructions for.
  func validate() throws {
    guard precision == .float32 || precision == .bfloat16 && Engine.computesBFloat16 else {
      throw ValidationError("this processor has no instructions for bfloat16")
    }
    guard repetitions > 0, prototypesPerClass > 0, imageSize >= 32 else {
      throw ValidationError("counts must be positive and pictures at least 32 pixels wide")
    }
  }

  /// - Throws: `TorchError` where libtorch is asked for and not there.
  func engine() throws -> any ComputeEngine {
    try library.engine(convolution, precision)
  }
}

/// What computes.
struct LibraryOption: ParsableArguments {
  @Option(help: "onednn, or torch for PyTorch's libtorch on the processor.")
  var library = ComputeLibrary.onednn

  /// - Throws: `TorchError` where libtorch is asked for and not there.
  func engine(
    _ convolution: ConvolutionAlgorithm,
    _ precision: Precision
  ) throws -> any ComputeEngine {
    switch library {
    case .onednn: return Engine(convolution: convolution, precision: precision)
    case .torch:
      // The head's loops have this engine's threads.
      return try TorchEngine(
        precision: precision,
        threads: Engine().threadCount,
        processorName: Engine.instructionSet
      )
    }
  }
}

/// What random parameters start from.
struct StartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the last normalisation of each residual block starts from.",
      discussion:
        "1 at random, where many blocks in a row magnify rounding; less calms that."
    )
  )
  var residualScale: Float = 1
}

extension Architecture: ExpressibleByArgument {}
extension ConvolutionAlgorithm: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension ComputeLibrary: ExpressibleByArgument {}
