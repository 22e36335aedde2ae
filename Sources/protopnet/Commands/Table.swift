import ArgumentParser
import Foundation
import Reports

/// `protopnet table`: prints the results of runs side by side.
struct Table: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the results of runs as a table.",
    discussion: """
      An experiment file names the runs of the experiment as it stands now, of each cell of its \
      matrix; a run that is missing is printed as "not run".

      \(TableKind.help)
      """
  )

  @OptionGroup var runs: RunArguments

  @Option(help: ArgumentHelp("The table, one of those above.", valueName: "kind"))
  var kind = TableKind.results

  @OptionGroup var output: TableOutput

  func run() throws {
    let input = try TableInput(runs.sets(), for: [kind])
    try output.print(kind.tables(input), of: input)
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
