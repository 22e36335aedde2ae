import ArgumentParser
import Runs

/// The root of the command line.
struct Protopnet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protopnet",
    abstract: "Reproduces and probes ProtoPNet, the network that classifies by prototypical parts.",
    discussion: """
      Exit codes: 0 fine, 1 the run or a check failed or results cannot be written, 2 bad usage or \
      a bad experiment file, 3 missing or unreadable data, 70 a bug of ours, 75 ended early and to be \
      started again.
      """,
    version: Program.version,
    subcommands: [
      Init.self, Check.self, Run.self, Submit.self, Status.self, Table.self,
      Compare.self,
      Report.self, Explain.self, Evaluate.self, Metrics.self,
      Gradients.self, Verify.self, DataCommand.self, WeightsCommand.self, CheckpointCommand.self,
      ClusterFileCommand.self, Requeue.self, Export.self, Serve.self, Engines.self,
      HelpCommand.self, DocsCommand.self, ServeExplainer.self,
    ]
  )
}
