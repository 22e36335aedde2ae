import ArgumentParser
import Runs

/// `protopnet engines`: what this machine can compute with.
struct Engines: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the devices and libraries that networks can be computed with here.",
    discussion: """
      The keys 'engine.library' and 'engine.device' of an experiment choose among them. oneDNN is a part of \
      the program. PyTorch's libtorch is found in the folder that PROTOPNET_LIBTORCH names, or in the active \
      Python environment, or on the loader's path; GPUs need it.

        protopnet engines
      """
  )

  @Option(help: "text or json.")
  var format = Format.text

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

  func run() throws {
    let list = EngineList()
    switch format {
    case .json: try Console.print(json: list)
    case .text:
      for engine in list.engines {
        Console.print(
          "library: \(engine.library), device: \(engine.device)\n"
            + "  \(engine.version), \(engine.model)"
            + (engine.path.map { "\n  \($0)" } ?? "")
        )
      }
      for problem in list.problems { Console.note("note: \(problem)") }
    }
  }
}
