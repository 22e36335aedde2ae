/// The list of experiments and their runs, with how far they are.
package enum OverviewPage {
  /// `runs` are in order, those of an experiment together.
  package static func page(_ runs: [RunProgress], folder: String) -> Markup {
    var experiments: [(name: String, runs: [RunProgress])] = []
    for run in runs {
      if experiments.last?.name == run.experiment {
        experiments[experiments.count - 1].runs.append(run)
      } else {
        experiments.append((run.experiment, [run]))
      }
    }
    let sections = experiments.map { section($0.name, $0.runs) }
    let empty: Markup? =
      runs.isEmpty
      ? "<p class=\"missing\">There are no runs in \(folder) yet; <code>protopnet run</code> makes them.</p>\n"
      : nil
    return ServedPage.document(
      title: "ProtoPNet runs",
      here: .runs,
      body: """
        <header>
        <p class="kicker">\(folder)</p>
        <h1>Runs</h1>
        </header>
        <main id="runs" data-runs="\(runs.count)">
        \(empty)\(sections)</main>
        <footer><span id="live" role="status">As of when the page was loaded; reload it for news.</span></footer>
        """
    )
  }

  private static func section(_ name: String, _ runs: [RunProgress]) -> Markup {
    let count = "\(runs.count) run\(runs.count == 1 ? "" : "s")"
    let link: Markup? =
      runs.contains { $0.stagesFinished > 0 }
      ? "<p><a href=\"\(ServedAddress.experiment(name))\">Tables over its runs</a></p>\n" : nil
    return """
      <section class="experiment">
      <h2>\(name) <span class="count">\(count)</span></h2>
      \(link)<ul class="runs">
      \(runs.map(item))</ul>
      </section>

      """
  }

  private static func item(_ run: RunProgress) -> Markup {
    let title: Markup =
      run.stagesFinished > 0
      ? "<a href=\"\(ServedAddress.run(run.experiment, run.run))\">\(run.title)</a>"
      : "\(run.title)"
    let under = run.settings.isEmpty ? run.run : "\(run.settings) · \(run.run)"
    return """
      <li class="run" data-run="\(run.experiment)/\(run.run)" data-stages="\(run.stagesFinished)">
      <p class="name">\(title) <span class="state" data-state="\(run.state)">\(run.state)</span></p>
      <p class="under">\(under)</p>
      <p class="accuracy">\(run.accuracies)</p>
      <progress max="100" value="\(Int((100 * run.share).rounded()))" aria-label="Part of the schedule that is done"></progress>
      <p class="doing">\(run.words)</p>
      </li>

      """
  }
}
