import ArgumentParser
import Reports

/// `protopnet compare`: two runs side by side.
struct Compare: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare two runs: settings, every stage, and a paired test on the same images.",
    discussion: """
      An experiment file stands for the runs of all its seeds, which are compared seed by seed; so \
      does a folder of one experiment's runs. A file whose matrix has two cells is a pair by itself.

        protopnet compare results/birds/RUN-1 results/birds/RUN-2
      """
  )

  @OptionGroup var runs: RunArguments
  @OptionGroup var output: TableOutput

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "reading runs" }
  var afterInterruption: String {
    "nothing was written; the same command begins anew"
  }

  func run() throws {
    var input = try TableInput(runs.sets())
    guard input.titles.count == 2 else {
      throw ValidationError(
        "two runs or experiments are compared, and these are \(input.titles.count): "
          + input.titles.joined(separator: "; ")
      )
    }
    try input.add(predictionsOf: [ComparisonTables.pair])
    try output.print(ComparisonTables.tables(input), of: input)
  }
}
