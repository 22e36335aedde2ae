import ArgumentParser
import Foundation
import Reports

/// `protopnet table`: prints the results of runs side by side.
struct Table: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the results of runs as a table.",
    discussion: """
      An experiment file names the runs of the experiment as it stands now, of each cell of its \
      matrix; a run that is missing is printed as "not run".

      \(TableKind.help)

        protopnet table experiments/quickstart.yaml --kind results --kind theorem
      """
  )

  @OptionGroup var runs: RunArguments

  @Option(
    help: ArgumentHelp(
      "The table, one of those above; again for another one, with the notes of all told once.",
      valueName: "kind"
    )
  )
  var kind = [TableKind.results]

  @Flag(
    help: """
      Set the paper's figures, which are of CUB-200-2011 or Stanford Cars, beside other pictures' too; they       always stand beside their own.
      """
  )
  var published = false

  @OptionGroup var output: TableOutput

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "reading runs" }
  var afterInterruption: String {
    "nothing was written; the same command begins anew"
  }

  func run() throws {
    var kinds: [TableKind] = []
    for kind in kind where !kinds.contains(kind) { kinds.append(kind) }
    var input = try TableInput(runs.sets(), for: kinds)
    input.showsPublished = published
    let isData = output.format == .csv && output.explain == nil
    try output.print(
      kinds.flatMap { try isData ? $0.dataTables(input) : $0.tables(input) },
      of: input
    )
  }
}

extension TableKind: ExpressibleByArgument {}

extension TableKind {
  /// The kinds with what each one shows.
  fileprivate static var help: String {
    let width = allCases.map(\.rawValue.count).max() ?? 0
    return allCases.map { kind in
      "\(kind.rawValue.padding(toLength: width, withPad: " ", startingAt: 0))  \(kind.meaning)"
    }
    .joined(separator: "\n")
  }
}
