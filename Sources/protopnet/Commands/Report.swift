import ArgumentParser
import Experiments
import Files
import Foundation
import Inspection
import Reports

/// `protopnet report`: writes a page about each run, and one over the runs of an experiment.
struct Report: LongCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Write an HTML page about each run: accuracy, why, where it errs, prototypes, tables.",
    discussion: """
      An experiment with several runs, such as one with a matrix or several seeds, gets a page with \
      the tables over all of them too. Pages hold copies of their pictures and need no network: a page's \
      folder can be copied whole. Explanations and nearest patches need the run's checkpoints and its \
      pictures where the experiment says that they are; a page says what it had to leave out.

        protopnet report experiments/quickstart.yaml
      """
  )

  @OptionGroup var runs: RunArguments

  @Option(
    help: "The folder of the pages; 'report' in each run's folder where it is not given.",
    completion: .directory
  )
  var output: String?

  @Flag(help: "Write each page as one file with its pictures and sheets in it, too.")
  var singleFile = false

  @Option(help: "Misclassified pictures of a run that get an explanation sheet.")
  var sheets = 12

  @Flag(
    inversion: .prefixedNo,
    help: """
      Look for the nearest training patches of every prototype; without either where that takes about a \
      minute.
      """
  )
  var nearest: Bool?

  @Option(
    help: """
      The folder of the experiment's file, from which paths in it start; that of a file below \
      'experiments' with the run's name where it is not given.
      """,
    completion: .directory
  )
  var experimentFolder: String?

  @Option(
    help: """
      A folder for figures of every run as SVG and as PDF: curves, plots of the theorem, sheets of prototypes.
      """,
    completion: .directory
  )
  var figures: String?

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "reading runs" }
  var afterInterruption: String {
    "pages that were named above are whole; the same command writes all of them again"
  }

  func validate() throws {
    guard sheets >= 0 else { throw ValidationError("--sheets takes a number from 0") }
  }

  func run() throws {
    let sets = try runs.sets()
    let entries = RunPages.entries(sets)
    guard !entries.isEmpty else {
      throw ValidationError("none of these experiments was run; 'protopnet run' runs them")
    }
    var options = RunAnalyzer.Options()
    (options.sheetCount, options.looksForNearest) = (sheets, nearest)
    let pages = RunPages(
      output: output.map { URL(fileURLWithPath: $0, isDirectory: true) },
      options: options,
      isSingleFile: singleFile,
      experimentFolder: experimentFolder
    )
    let all = RunPages.entries(RunPages.withNeighbours(sets))
    let named = Set(entries.map(\.run.directory.path))
    let wanted = all.filter { named.contains($0.run.directory.path) }
    let written = try wanted.map { ($0, try pages.write($0, among: all, written: wanted)) }
    if let figures {
      for run in wanted.map(\.run) {
        let prefix = "\(run.record.experiment)-\(run.record.runID)-"
        for figure in try RunFigures.all(run) {
          _ = try figure.write(to: URL(fileURLWithPath: figures), prefix: prefix)
        }
      }
      Console.note(figures)
    }
    var names: [ByteName] = []
    for name in sets.map({ ByteName($0.experimentName) }) where !names.contains(name) {
      names.append(name)
    }
    for name in names {
      try writePage(
        name.text,
        sets.filter { ByteName($0.experimentName) == name },
        written.filter { ByteName($0.0.run.record.experiment) == name },
        pages
      )
    }
  }

  /// The page over the runs of an experiment, where it has several.
  private func writePage(
    _ name: String,
    _ sets: [RunSet],
    _ written: [(RunPages.Entry, PageFacts)],
    _ pages: RunPages
  ) throws {
    guard let first = written.first, written.count > 1 else { return }
    var input = try TableInput(sets)
    try input.add(predictionsFor: ExperimentReport.kinds(input))
    let folder = pages.folder(ofExperiment: name, first.0.run)
    let links = written.map { entry, facts in
      let page = pages.folder(of: entry.run)
      return ExperimentReport.RunLink(
        run: entry.run,
        address: PageAddress.relative(page.appending(path: "index.html"), from: folder),
        title: entry.title.short,
        facts: facts,
        page: page
      )
    }
    let file = try ExperimentReport.write(
      name: name,
      input,
      runs: links,
      to: folder,
      isSingleFile: singleFile
    )
    Console.print(file.relativePath)
    if singleFile { Console.print(folder.appending(path: "\(name).html").relativePath) }
  }
}
