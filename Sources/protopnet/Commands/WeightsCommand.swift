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
    subcommands: [Import.self, Inspect.self]
  )

  /// `protopnet weights import`: turns foreign weights into ours.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a backbone's parameters from a .pth, .safetensors or .onnx file.",
      discussion: """
        Every parameter of the architecture must be there in its shape; missing, extra and \
        misshapen ones are named. Where the name ends in digits of a digest, as in \
        vgg16-397923af.pth, they must be the file's. Nothing in a .pth file is executed. The file \
        written carries the input normalization that the parameters expect.
        """
    )

    @Argument(
      help: "The foreign file.",
      completion: .file(extensions: ["pth", "pt", "safetensors", "onnx"])
    )
    var file: String

    @Option(help: "The backbone, by torchvision's name.")
    var architecture: Architecture

    @Option(help: "How the file names its parameters.")
    var mapping = WeightsMapping.torchvision

    @Option(help: "The file to write, HDF5.", completion: .file(extensions: ["h5"]))
    var output: String

    func run() throws {
      let weights = try WeightsImport.weights(
        from: URL(fileURLWithPath: file),
        architecture: architecture,
        mapping: mapping
      )
      try weights.write(to: URL(fileURLWithPath: output))
      let count = weights.parameters.values.reduce(0) { $0 + $1.shape.count }
      Console.print("\(output): \(weights.parameters.count) tensors, \(count) parameters")
    }
  }

  /// `protopnet weights inspect`: lists what a weights file holds.
  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the parameters of a weights file with their shapes."
    )

    @Argument(help: "A file made by 'weights import'.", completion: .file(extensions: ["h5"]))
    var file: String

    func run() throws {
      let header = try WeightsFile.Header(contentsOf: URL(fileURLWithPath: file))
      let names = header.shapes.keys.sorted {
        $0.compare($1, options: .numeric) == .orderedAscending
      }
      let width = names.map(\.count).max() ?? 0
      let list = names.map { name in
        "  \(name.padding(toLength: width, withPad: " ", startingAt: 0))  "
          + (header.shapes[name].map { "\($0)" } ?? "")
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
  }
}

extension Architecture: ExpressibleByArgument {}
extension WeightsMapping: ExpressibleByArgument {}
