import ArgumentParser
import Experiments
import Foundation
import Inspection

/// `protopnet checkpoint`: whole networks from and for the released code.
struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Exchange whole networks with the released PyTorch code.",
    subcommands: [Import.self, Export.self]
  )

  /// `protopnet checkpoint import`: turns a released network into a checkpoint.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a checkpoint of a network that the released code saved.",
      discussion: """
        The file may hold the state dict or the whole pickled network; nothing in it is executed. \
        The experiment declares the architecture, and every parameter must fit it.
        """
    )

    @Argument(help: "The network.", completion: .file(extensions: ["pth", "pt", "safetensors"]))
    var file: String

    @Option(help: "The experiment that declares the network, YAML.")
    var experiment: String

    @Option(help: "The checkpoint to write, HDF5.", completion: .file(extensions: ["h5"]))
    var output: String

    func run() throws {
      try ReleasedNetwork.importFile(
        URL(fileURLWithPath: file),
        as: try Experiment(contentsOf: experiment),
        to: URL(fileURLWithPath: output)
      )
      Console.print(output)
    }
  }

  /// `protopnet checkpoint export`: writes a network for the released code.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a checkpoint's network for the released code's load_state_dict."
    )

    @Argument(help: "A checkpoint, HDF5.", completion: .file(extensions: ["h5"]))
    var checkpoint: String

    @Option(help: "The file to write.", completion: .file(extensions: ["safetensors"]))
    var output: String

    func run() throws {
      try ReleasedNetwork.exportFile(
        URL(fileURLWithPath: checkpoint),
        to: URL(fileURLWithPath: output)
      )
      Console.print(output)
    }
  }
}
