import Experiments
import Files
package import Foundation

/// The static page about one run: readable offline, without scripts, on paper and on a phone.
package enum RunReport {
  /// Writes `index.html` for a run and returns where it is; `theorem.svg` beside it is the plot of the
  /// last projection that was checked, if any.
  ///
  /// The page's directory is made where it is absent; it is `report/` in the run's own directory by
  /// default. Pictures stay where they are and are linked to.
  ///
  /// - Throws: ``ReportError/unwritable(_:)``.
  @discardableResult
  package static func write(run: LoadedRun, to directory: URL? = nil) throws(ReportError) -> URL {
    let directory = directory ?? RunDirectory(url: run.directory).report
    let file = directory.appending(path: pageName)
    do throws(WriteFailure) {
      try Folder.make(directory)
      for (name, text) in files(run: run, in: directory) {
        try NewFile.write(Data(text.utf8), to: directory.appending(path: name))
      }
    } catch {
      throw .unwritable(error)
    }
    return file
  }

  private static let pageName = "index.html"

  /// The texts of the page's files by their names, as they are written to a directory.
  package static func files(run: LoadedRun, in directory: URL) -> [String: String] {
    var files = [pageName: page(run: run, in: directory).source]
    files[TheoremSection.fileName] = TheoremSection.plot(run)?.source
    return files
  }

  /// The page as it is written to a directory.
  package static func page(run: LoadedRun, in directory: URL) -> Markup {
    let curves = RunCurves(run)
    let gallery = PrototypeGallery(
      run: run,
      links: PictureLinks(run: run.directory, page: directory)
    )
    let theorem = TheoremSection(run: run).markup
    let theoremLink: Markup? = theorem == nil ? nil : "<a href=\"#theorem\">Theorem 2.1</a> "
    let hasProjection = run.record.stages.contains { $0.projection != nil }
    let projections: Markup? =
      hasProjection ? HTMLTable.fragment(StageTable.projections(run)) : nil
    let hasPrototypes = run.record.hasPrototypes
    let prototypesLink: Markup? =
      hasPrototypes ? "<a href=\"#prototypes\">Prototypes</a> " : nil
    let prototypes: Markup? =
      hasPrototypes
      ? """
      <section id="prototypes">
      <h2>Prototypes</h2>
      \(gallery.markup)</section>

      """ : nil
    let costs = hasPrototypes ? figure(curves.clusterAndSeparation, "costs") : nil
    let prunings = PruningTable.table(run).map(HTMLTable.fragment)
    return Page.document(
      title: "\(run.record.experiment), seed \(run.record.seed)",
      body: """
        \(RunHeadline(run: run).markup)
        <nav aria-label="Contents"><a href="#curves">Curves</a> <a href="#stages">Stages</a> \
        \(theoremLink)\
        \(prototypesLink)<a href="#run">What was run</a> \
        <a href="#sources">Where numbers come from</a></nav>
        <main>
        <section id="curves">
        <h2>Curves</h2>
        <div class="plots">
        \(figure(curves.accuracy, "accuracy"))\
        \(costs)\
        \(figure(curves.crossEntropy, "cross-entropy"))</div>
        <p class="notes">Stages: \(curves.key), with the cycle’s number. A stage’s width follows \
        its steps; one without steps keeps a least width.</p>
        </section>
        <section id="stages">
        <h2>Stages</h2>
        \(HTMLTable.fragment(StageTable.table(run)))\(projections)\(prunings)</section>
        \(theorem)\(prototypes)<section id="run">
        <h2>What was run</h2>
        \(RunFacts(run: run).markup)</section>
        <section id="sources">
        <h2>Where each number comes from</h2>
        \(NumberSources(run: run).markup)</section>
        </main>
        <footer>\(run.record.environment.program). All figures are from <code>record.json</code>\
         and <code>metrics.jsonl</code> of this run.</footer>
        """
    )
  }

  /// A plot drawn for wide and for narrow screens; the style sheet shows one of them.
  static func figure(_ plot: LinePlot, _ name: String) -> Markup {
    """
    <figure class="chart">
    <figcaption>\(plot.title)</figcaption>
    <div class="wide">\(plot.svg(width: 1040, height: 340, identifier: "\(name)-wide"))</div>
    <div class="narrow">\(plot.svg(width: 400, height: 300, identifier: "\(name)-narrow"))</div>
    </figure>

    """
  }
}
