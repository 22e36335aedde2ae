import ArgumentParser
import Files
import Foundation
import Reports

/// How tables are printed, as several commands take it.
struct TableOutput: ParsableArguments {
  @Option(help: "markdown, latex, csv, html or json.")
  var format = TableFormat.markdown

  @Option(help: ArgumentHelp(ResultsTable.NoteLevel.help, valueName: "level"))
  var notes = ResultsTable.NoteLevel.short

  @Option(
    help: ArgumentHelp(
      "What a LaTeX table is as wide as: 1, a column of a page of two, or 2, the whole text.",
      valueName: "1|2"
    )
  )
  var columns = LaTeXTable.Span.two

  @Option(
    help: ArgumentHelp(
      """
      What LaTeX refers to the table by; 'tab:' and its name where it is not given. Several tables have their \
      names behind it.
      """
    )
  )
  var label: String?

  @Option(help: "Words to head the table with, where it is one.")
  var caption: String?

  @Option(
    help: """
      The file to write; standard output where it is not given. A folder, which ends in '/' or is there \
      already, gets a file for each table.
      """,
    completion: .file()
  )
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
  /// - Throws: `ValidationError` for a cell that is not there, for several tables that one file or caption
  ///   cannot hold, `ReportError` for an unwritable file.
  func print(_ tables: [ResultsTable], of input: TableInput) throws {
    if let explain {
      let all = input.finishedRuns.flatMap(\.self)
      do {
        return try write(CellExplanation(of: explain, in: tables, runs: all).text)
      } catch let error as ReportError {
        guard case .unknownCell = error else { throw error }
        throw ValidationError("--explain \(error)")
      }
    }
    var tables = tables
    if let caption {
      guard tables.count == 1 else {
        throw ValidationError("--caption is of one table, and these are \(tables.count)")
      }
      tables[0].caption = caption
    }
    let style = TableStyle(notes: notes, columns: columns, label: label)
    if let folder = output.flatMap(folder) {
      return try write(tables, style, in: folder)
    }
    guard tables.count == 1 || format.holdsSeveral else {
      let names = tables.map { "\($0.name).\(format.fileExtension)" }
      throw ValidationError(
        "\(format.rawValue) is one table a file, and these are \(tables.count): '--output FOLDER/' "
          + "writes \(names.joined(separator: ", "))"
      )
    }
    try write(format.render(tables, style))
  }

  private func write(_ text: String) throws {
    guard let output else { return Console.print(text) }
    try Output.write(text, to: output)
    Console.note(output)
  }

  /// The folder that an output names; nil for a file.
  private func folder(_ path: String) -> URL? {
    let url = URL(fileURLWithPath: path)
    return path.hasSuffix("/") || PathKind(at: url) == .folder ? url : nil
  }

  private func write(_ tables: [ResultsTable], _ style: TableStyle, in folder: URL) throws {
    try Folder.make(folder)
    for table in tables {
      let file = folder.appending(path: "\(table.name).\(format.fileExtension)")
      try NewFile.write(Data(format.render(table, style).utf8), to: file)
      Console.note(file.relativePath)
    }
  }
}

extension TableFormat: ExpressibleByArgument {}
extension ResultsTable.NoteLevel: ExpressibleByArgument {}
extension LaTeXTable.Span: ExpressibleByArgument {}

extension ResultsTable.NoteLevel {
  /// The levels with what each one prints.
  fileprivate static var help: String {
    "What stands under tables: "
      + allCases.map { "\($0.rawValue), \($0.meaning)" }.joined(separator: "; ") + "."
  }
}
