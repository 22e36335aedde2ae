import Experiments
import Files
package import Foundation

/// The static page over all runs of an experiment file: every table that has something to say.
package enum ExperimentReport {
  /// A run with the address of its own page, relative to this one.
  package struct RunLink: Sendable {
    package var run: LoadedRun
    package var address: String

    package init(run: LoadedRun, address: String) { (self.run, self.address) = (run, address) }
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
      case .crossValidation: CrossValidationTable.hasFolds(input)
      }
    }
  }

  /// Writes `index.html` about the runs and returns where it is.
  ///
  /// - Throws: ``ReportError``.
  @discardableResult
  package static func write(
    name: String,
    _ input: TableInput,
    runs: [RunLink],
    to directory: URL
  ) throws(ReportError) -> URL {
    let page = try page(name: name, input, runs: runs)
    let file = directory.appending(path: "index.html")
    do throws(WriteFailure) {
      try Folder.make(directory)
      try NewFile.write(Data(page.source.utf8), to: file)
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
    for kind in kinds(input) {
      let tables = try kind.tables(input).map(HTMLTable.fragment)
      links.append("<a href=\"#\(kind.rawValue)\">\(kind.heading)</a> ")
      sections.append(
        """
        <section id="\(kind.rawValue)">
        <h2>\(kind.heading)</h2>
        \(tables)</section>

        """
      )
    }
    let items = runs.map { link -> Markup in
      let text = "\(link.run.record.runID), \(link.run.record.network.architecture)"
      return "<li><a href=\"\(link.address)\">\(text)</a></li>\n"
    }
    return Page.document(
      title: name,
      isSheet: true,
      body: """
        <header>
        <p class="kicker">ProtoPNet experiment</p>
        <h1>\(name)</h1>
        </header>
        <nav aria-label="Contents">\(links)<a href="#runs">Runs</a></nav>
        <main>
        \(sections)<section id="runs">
        <h2>Runs</h2>
        <ul>
        \(items)</ul>
        </section>
        </main>
        <footer>All figures are from <code>record.json</code> of these runs and the predictions they \
        kept.</footer>
        """
    )
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
    case .crossValidation: "Cross-validation"
    case .claims: "Claims"
    }
  }
}
