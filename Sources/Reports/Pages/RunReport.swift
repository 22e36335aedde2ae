package import Experiments
import Files
package import Foundation

/// The static page about one run: readable offline, without scripts, on paper and on a phone.
package enum RunReport {
  /// Writes `index.html` for a run and returns where it is; `theorem.svg` beside it is the plot of the
  /// last projection that was checked, if any.
  ///
  /// The page's directory is made where it is absent; it is `report/` in the run's own directory by
  /// default. What the page shows beyond the record is in `facts`, which `page.json` keeps; without them
  /// the page leads to the run's own pictures.
  ///
  /// - Throws: ``ReportError/unwritable(_:)``.
  @discardableResult
  package static func write(
    run: LoadedRun,
    facts: PageFacts? = nil,
    to directory: URL? = nil
  ) throws(ReportError) -> URL {
    let directory = directory ?? RunDirectory(url: run.directory).report
    let file = directory.appending(path: pageName)
    do throws(WriteFailure) {
      try Folder.make(directory)
      for (name, text) in files(run: run, facts: facts, in: directory) {
        try NewFile.write(Data(text.utf8), to: directory.appending(path: name))
      }
      if let facts {
        let file = directory.appending(path: PageFacts.fileName)
        do {
          try NewFile.write(facts.encoded(), to: file)
        } catch {
          throw error as? WriteFailure ?? WriteFailure(file, error)
        }
      }
    } catch {
      throw .unwritable(error)
    }
    return file
  }

  private static let pageName = "index.html"

  /// The texts of the page's files by their names, as they are written to a directory.
  package static func files(
    run: LoadedRun,
    facts: PageFacts? = nil,
    in directory: URL
  ) -> [String: String] {
    var files = [pageName: page(run: run, facts: facts, in: directory).source]
    files[TheoremSection.fileName] = TheoremSection.plot(run)?.source
    files[TheoremSection.cyclesFileName] =
      CertifiedByCyclePlot.plot(run.record)?.file(width: 960, height: 380)?.source
    let gallery = gallery(run, facts, directory, isSingleFile: false)
    for (name, page) in gallery.pages { files[name] = page.source }
    return files
  }

  private static func gallery(
    _ run: LoadedRun,
    _ facts: PageFacts?,
    _ directory: URL,
    isSingleFile: Bool
  ) -> PrototypeGallery {
    PrototypeGallery(
      run: run,
      facts: facts ?? PageFacts(),
      links: PictureLinks(run: run.directory, page: directory),
      layout: PrototypeGallery.layout(run.record, isSingleFile: isSingleFile),
      badges: MetricBadges(
        run.record,
        prototypes: run.record.projected?.prototypes.map(\.index) ?? []
      )
    )
  }

  /// The page as it is written to a directory.
  package static func page(
    run: LoadedRun,
    facts given: PageFacts? = nil,
    in directory: URL,
    isSingleFile: Bool = false
  ) -> Markup {
    let facts = given ?? PageFacts()
    let headline = RunHeadline(run: run, facts: facts)
    let theorem = TheoremSection(run: run).markup
    let theoremLink: Markup? = theorem == nil ? nil : "<a href=\"#theorem\">Theorem 2.1</a> "
    let hasPrototypes = run.record.hasPrototypes
    let prototypesLink: Markup? =
      hasPrototypes ? "<a href=\"#prototypes\">Prototypes</a> " : nil
    let metrics = MetricsSection(run.record)?.markup
    let metricsLink: Markup? =
      metrics == nil ? nil : "<a href=\"#metrics\">What prototypes look at</a> "
    let prototypes: Markup? =
      hasPrototypes
      ? """
      <section id="prototypes">
      <h2>Prototypes</h2>
      \(gallery(run, given, directory, isSingleFile: isSingleFile).markup)</section>

      """ : nil
    return Page.document(
      title: headline.title.text,
      style: RunPageStyle.text,
      body: """
        <a class="skip" href="#main">Skip to the result</a>
        \(headline.markup)
        <nav class="contents" aria-label="Contents"><a href="#result">Result</a> \
        <a href="#journey">Journey</a> \(prototypesLink)<a href="#errors">Errors</a> \
        \(theoremLink)\(metricsLink)<a href="#stages">Stages</a> <a href="#reproduce">Reproduce</a></nav>
        <main id="main">
        \(RunHero(run: run, facts: facts).markup)\(journey(run))\(prototypes)\
        \(ErrorSection(run: run, facts: facts).markup)\(theorem)\(metrics)\(stages(run))\
        \(Reproduction(run: run).markup)</main>
        <footer>\(run.record.environment.program). All figures are from <code>record.json</code>, \
        <code>metrics.jsonl</code> and the predictions of this run.</footer>
        """
    )
  }

  private static func journey(_ run: LoadedRun) -> Markup {
    let curves = RunCurves(run)
    let costs =
      run.record.hasPrototypes ? figure(curves.clusterAndSeparation, "costs") : nil
    return """
      <section id="journey">
      <h2>Journey</h2>
      \(figure(curves.accuracy, "accuracy"))\
      <p class="notes">Dots are measured on all test pictures; the dashed line is the mean over each pass \
      of training. Numbers at dots are points won or \
      lost by projection, pruning and the last layer. Stages: \(curves.key), with the cycle’s number; a stage’s width follows its steps, one \
      without steps keeps a least width.</p>
      <details>
      <summary>Costs</summary>
      \(costs)\(figure(curves.crossEntropy, "cross-entropy"))</details>
      </section>

      """
  }

  private static func stages(_ run: LoadedRun) -> Markup {
    let hasProjection = run.record.stages.contains { $0.projection != nil }
    let projections: Markup? =
      hasProjection ? HTMLTable.fragment(StageTable.projections(run)) : nil
    let prunings = PruningTable.table(run).map(HTMLTable.fragment)
    return """
      <section id="stages">
      <h2>Stages</h2>
      \(HTMLTable.fragment(StageTable.table(run)))\(projections)\(prunings)</section>

      """
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
