import ArgumentParser
import Foundation
import Reports

/// `protopnet table`: prints the results of runs side by side.
struct Table: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the results of runs as a table.",
    discussion: """
      An experiment file names the runs of the experiment as it stands now; a run that is missing \
      is printed as "not run".
      """
  )

  @OptionGroup var runs: RunArguments

  @Option(help: "markdown, latex, csv, html or json.")
  var format = TableFormat.markdown

  @Option(help: "The file to write; standard output where it is not given.", completion: .file())
  var output: String?

  func run() throws {
    let text = format.render(try RunTable(experiments: runs.experiments()).table())
    guard let output else { return Console.print(text) }
    try Output.write(text, to: output)
    Console.note(output)
  }
}

extension TableFormat: ExpressibleByArgument {}
