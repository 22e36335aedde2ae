import ArgumentParser
import Reports

/// How tables are printed, as several commands take it.
struct TableOutput: ParsableArguments {
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

  /// Prints or writes the tables, or what is behind one of their cells.
  ///
  /// - Throws: `ValidationError` for a cell that is not there, `ReportError` for an unwritable
  ///   file.
  func print(_ tables: [ResultsTable], of input: TableInput) throws {
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
