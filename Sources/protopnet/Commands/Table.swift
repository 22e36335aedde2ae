import ArgumentParser
import Experiments
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

  @Option(help: "markdown, latex, csv, html or json.")
  var format = TableFormat.markdown

  @Option(help: "The file to write; standard output where it is not given.", completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Print the runs, seeds, stages and digests behind a cell instead; names, or numbers from 1.",
      valueName: "row,column"
    )
  )
  var explain: String?

  func run() throws {
    let input = try TableInput(runs.sets(), for: [kind])
    let tables = try kind.tables(input)
    let text: String
    if let explain {
      let all = input.finishedRuns.flatMap(\.self)
      do {
        text = try CellExplanation(of: explain, in: tables, runs: all).text
      } catch {
        throw ValidationError("--explain \(error)")
      }
    } else {
      text = format.render(tables)
    }
    guard let output else { return Console.print(text) }
    try Output.write(text, to: output)
    Console.note(output)
  }
}

extension TableFormat: ExpressibleByArgument {}
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
