import ArgumentParser
import Checkpoints
import Foundation
import Networks
import Tensors

/// `protopnet weights`: pretrained parameters of backbones.
struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights",
    abstract: "Import and inspect pretrained parameters.",
    discussion: """
        protopnet weights inspect weights/vgg16-imagenet.h5
      """,
    subcommands: [Import.self, Inspect.self]
  )

  /// `protopnet weights import`: turns foreign weights into ours.
  struct Import: LongCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a backbone's parameters from a file of PyTorch, safetensors or ONNX.",
      discussion: """
        The file is known by its contents, not by its name; wrappers and prefixes such as 'module.' \
        are left out. Every parameter of the architecture must be there in its shape; missing, extra and \
        misshapen ones are named. Where the name ends in digits of a digest, as in \
        vgg16-397923af.pth, they must be the file's; a date is none. Nothing in a file is executed. The file \
        written carries the input normalization that the parameters expect.

          protopnet weights import vgg16-397923af.pth --architecture vgg16 --output vgg16.h5
        """
    )

    @Argument(help: "The foreign file.", completion: .file())
    var file: String

    @Option(help: "The backbone, by torchvision's name.")
    var architecture: Architecture

    @Option(help: "How the file names its parameters.")
    var mapping = WeightsMapping.torchvision

    @Option(help: "The file to write, HDF5.", completion: .file(extensions: ["h5"]))
    var output: String

    @Option(
      help: "The keys that lead to the tensors, such as 'state_dict', where several would do."
    )
    var key: String?

    @Flag(help: "Take over parameters that are NaN or infinite, too.")
    var allowNonFinite = false

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "importing weights" }
    var afterInterruption: String {
      "nothing was written; the same command begins anew"
    }

    func run() throws {
      let result = try WeightsImport.weights(
        from: URL(fileURLWithPath: file),
        architecture: architecture,
        mapping: mapping,
        key: key,
        allowingNonFinite: allowNonFinite
      )
      Console.note(result.notes.joined(separator: "\n"))
      let weights = result.weights
      try weights.write(to: URL(fileURLWithPath: output))
      let count = weights.parameters.values.reduce(0) { $0 + $1.shape.count }
      Console.print("\(output): \(weights.parameters.count) tensors, \(count) parameters")
    }
  }

  /// `protopnet weights inspect`: lists what a weights file holds.
  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the parameters of a weights file with their shapes.",
      discussion: """
          protopnet weights inspect weights/vgg16-imagenet.h5
        """
    )

    @Argument(help: "A file made by 'weights import'.", completion: .file(extensions: ["h5"]))
    var file: String

    func run() throws {
      let weights = try WeightsFile(
        contentsOf: URL(fileURLWithPath: file),
        allowingNonFinite: true
      )
      let header = weights.header
      let names = header.shapes.keys.sorted {
        $0.compare($1, options: .numeric) == .orderedAscending
      }
      let width = names.map(\.count).max() ?? 0
      let list = names.map { name in
        "  \(name.padding(toLength: width, withPad: " ", startingAt: 0))  "
          + (weights.parameters[name].map(Self.description) ?? "")
      }
      let facts = [
        "architecture   \(header.architecture)",
        "imported from  \(header.source.file) sha256:\(header.source.digest)",
        "mean           \(header.normalization.mean)",
        "deviation      \(header.normalization.standardDeviation)",
        "parameters     \(header.shapes.values.reduce(0) { $0 + $1.count })",
      ]
      Console.print((facts + list).joined(separator: "\n"))
    }

    /// A parameter's shape, and how many of its values are NaN or infinite.
    private static func description(of parameter: Tensor) -> String {
      let count = NonFiniteNumbers.count(in: parameter)
      return "\(parameter.shape)" + (count == 0 ? "" : "  (\(count) not finite)")
    }
  }
}

extension Architecture: ExpressibleByArgument {}
extension WeightsMapping: ExpressibleByArgument {}
