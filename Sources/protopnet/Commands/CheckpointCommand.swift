import ArgumentParser
import Experiments
import Foundation
import Inspection

/// `protopnet checkpoint`: whole networks from and for the released code.
struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Exchange whole networks with the released PyTorch code.",
    discussion: """
        protopnet checkpoint import 10push0.8012.pth --experiment cub.yaml --output cub.h5
      """,
    subcommands: [Import.self, Export.self]
  )

  /// `protopnet checkpoint import`: turns a released network into a checkpoint.
  struct Import: LongCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a checkpoint of a network that the released code saved.",
      discussion: """
        The file may hold the state dict or the whole pickled network, by torch.save, as safetensors \
        or as ONNX, wrapped in other objects and under other names' prefixes; nothing in it is \
        executed. The experiment declares the architecture, and every parameter must fit it. What a \
        whole network says of its prototypes' classes, similarity and epsilon goes before the \
        experiment; what has no place here is refused.

          protopnet checkpoint import 10push0.8012.pth --experiment cub.yaml --output cub.h5
        """
    )

    @Argument(help: "The network.", completion: .file())
    var file: String

    @Option(help: "The experiment that declares the network, YAML.")
    var experiment: String

    @Option(help: "The checkpoint to write, HDF5.", completion: .file(extensions: ["h5"]))
    var output: String

    @Option(
      help: "The keys that lead to the tensors, such as 'state_dict', where several would do."
    )
    var key: String?

    @Flag(help: "Take over parameters that are NaN or infinite, too.")
    var allowNonFinite = false

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "importing the network" }
    var afterInterruption: String {
      "nothing was written; the same command begins anew"
    }

    func run() throws {
      let notes = try ReleasedNetwork.importFile(
        URL(fileURLWithPath: file),
        as: try Experiment(contentsOf: experiment),
        to: URL(fileURLWithPath: output),
        key: key,
        allowingNonFinite: allowNonFinite
      )
      Console.note(notes.joined(separator: "\n"))
      Console.print(output)
    }
  }

  /// `protopnet checkpoint export`: writes a network for the released code.
  struct Export: LongCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a checkpoint's network for the released code's load_state_dict.",
      discussion: """
        The file is of the safetensors format, which safetensors.torch.load_file reads. Its metadata \
        say the prototypes' classes and the similarity, which a state dict does not hold.

          protopnet checkpoint export results/birds/RUN/checkpoints/cycle-1-last-layer.h5 \\
              --output birds.safetensors
        """
    )

    @Argument(help: "A checkpoint, HDF5.", completion: .file(extensions: ["h5"]))
    var checkpoint: String

    @Option(
      help: "The file to write, named .safetensors.",
      completion: .file(extensions: ["safetensors"])
    )
    var output: String

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "writing the network" }
    var afterInterruption: String {
      "nothing was written; the same command begins anew"
    }

    func validate() throws {
      guard output.lowercased().hasSuffix(".safetensors") else {
        throw ValidationError(
          "'\(output)' would hold safetensors, whatever its name says; name it .safetensors"
        )
      }
    }

    func run() throws {
      try ReleasedNetwork.exportFile(
        URL(fileURLWithPath: checkpoint),
        to: URL(fileURLWithPath: output)
      )
      Console.print("\(output): safetensors")
    }
  }
}
