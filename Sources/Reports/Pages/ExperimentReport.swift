package import Experiments
import Files
package import Foundation

/// The static page over all runs of an experiment file: every table that has something to say.
package enum ExperimentReport {
  /// A run with the address of its own page, relative to this one.
  package struct RunLink: Sendable {
    package var run: LoadedRun
    package var address: String
    /// What tells the run from the others.
    package var name: String
    /// What the run's page shows, and the folder it lies in; without them its card has no pictures.
    package var facts: PageFacts?
    package var page: URL?

    package init(
      run: LoadedRun,
      address: String,
      title: String? = nil,
      facts: PageFacts? = nil,
      page: URL? = nil
    ) {
      (self.run, self.address, self.facts, self.page) = (run, address, facts, page)
      name = title ?? RunTitle(run.record).short
    }
  }

  /// The tables that the page shows of some runs, in order; the first one is always among them.
  package static func kinds(_ input: TableInput) -> [TableKind] {
    let stages = input.finishedRuns.joined().flatMap(\.record.stages)
    return TableKind.allCases.filter { kind in
      switch kind {
      case .results, .claims: true
      case .table1: input.groups.contains(where: \.isBaseline)
      // The page's published figures are of the paper's first data set.
      case .cars: false
      case .ablation: input.groups.count > 1
      case .ensemble: input.combined.count > 1
      case .pruning: stages.contains { $0.pruning != nil }
      case .theorem: stages.contains { $0.projectionCheck != nil }
      case .lastLayer: stages.contains { $0.lastLayer != nil }
      case .interpretability: stages.contains { $0.prototypeMetrics != nil }
      case .crossValidation: CrossValidationTable.hasFolds(input)
      }
    }
  }

  /// Writes `index.html` about the runs and returns where it is; a single file beside it if asked for.
  ///
  /// - Throws: ``ReportError``.
  @discardableResult
  package static func write(
    name: String,
    _ input: TableInput,
    runs: [RunLink],
    to directory: URL,
    isSingleFile: Bool = false
  ) throws(ReportError) -> URL {
    let page = try page(name: name, input, runs: runs)
    let file = directory.appending(path: "index.html")
    do throws(WriteFailure) {
      try Folder.make(directory.appending(path: "pictures"))
      for shot in runs.flatMap(\.shots) {
        guard let data = FileManager.default.contents(atPath: shot.file.path) else { continue }
        try NewFile.write(data, to: directory.appending(path: shot.name))
      }
      try NewFile.write(Data(page.source.utf8), to: file)
      if isSingleFile {
        let text = SingleFile.embedded(page.source, in: directory)
        try NewFile.write(Data(text.utf8), to: directory.appending(path: "\(name).html"))
      }
    } catch {
      throw .unwritable(error)
    }
    return file
  }

  /// The page as it is written.
  package static func page(
    name: String,
    _ input: TableInput,
    runs: [RunLink]
  ) throws(ReportError) -> Markup {
    var links: [Markup] = []
    var sections: [Markup] = []
    let kinds = kinds(input)
    var tables: [(kind: TableKind, table: ResultsTable)] = []
    for kind in kinds { tables += try kind.tables(input).map { (kind, $0) } }
    // A note that stands under an earlier table is referred to.
    let noted = ResultsTable.sharingNotes(tables.map { $0.table.noted(.full) })
    for kind in kinds {
      let tables = zip(tables, noted).filter { $0.0.kind == kind }.map { HTMLTable.fragment($1) }
      links.append("<a href=\"#\(kind.rawValue)\">\(kind.heading)</a> ")
      sections.append(
        """
        <section id="\(kind.rawValue)">
        <h2>\(kind.heading)</h2>
        \(tables)</section>

        """
      )
    }
    let dots = SeedDots(groups: input.groups).markup.map { dots -> Markup in
      """
      <section id="accuracy">
      <h2>Accuracy side by side</h2>
      \(dots)</section>

      """
    }
    let dotsLink: Markup? = dots == nil ? nil : "<a href=\"#accuracy\">Accuracy side by side</a> "
    return Page.document(
      title: name,
      isSheet: true,
      style: RunPageStyle.text,
      body: """
        <a class="skip" href="#main">Skip to the runs</a>
        <header>
        <p class="kicker">ProtoPNet experiment</p>
        <h1>\(name)</h1>
        <p class="lead">\(lead(runs))</p>
        </header>
        <nav class="contents" aria-label="Contents"><a href="#runs">Runs</a> \(dotsLink)\(links)</nav>
        <main id="main">
        <section id="runs">
        <h2>Runs</h2>
        \(RunCards(runs: runs).markup)</section>
        \(dots)\(sections)</main>
        <footer>All figures are from <code>record.json</code> of these runs and the predictions they \
        kept.</footer>
        """
    )
  }

  private static func lead(_ runs: [RunLink]) -> String {
    guard let record = runs.first?.run.record else { return "" }
    let unfinished = runs.count { !$0.run.record.isFinished }
    return [
      "\(runs.count) runs", record.data.name, "\(record.data.classNames.count) classes",
      unfinished > 0 ? "\(unfinished) unfinished" : "",
    ]
    .filter { !$0.isEmpty }.joined(separator: " · ")
  }
}

extension TableKind {
  fileprivate var heading: String {
    switch self {
    case .results: "Results"
    case .table1: "Table 1"
    case .cars: "Stanford Cars"
    case .ablation: "Ablation"
    case .pruning: "Pruning"
    case .ensemble: "Ensembles"
    case .theorem: "Theorem 2.1"
    case .lastLayer: "Last layer"
    case .interpretability: "What prototypes look at"
    case .crossValidation: "Cross-validation"
    case .claims: "Claims"
    }
  }
}
