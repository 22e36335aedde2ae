import Experiments

/// The part of a run's page about Theorem 2.1 and the direct certificate.
struct TheoremSection {
  var run: LoadedRun

  /// Nil where no projection was checked.
  var markup: Markup? {
    let stages = ProjectionCheckTable.stages(run)
    guard !stages.isEmpty else { return nil }
    let plots = stages.compactMap { index -> Markup? in
      guard let plots = ProjectionCheckPlots(run.record.stages[index]) else { return nil }
      return """
        \(RunReport.figure(plots.certified, "certified-\(String(index))"))\
        \(RunReport.figure(plots.bound, "theorem-\(String(index))"))
        """
    }
    return """
      <section id="theorem">
      <h2>Theorem 2.1</h2>
      \(HTMLTable.fragment(ProjectionCheckTable.certificates(run)))\
      \(HTMLTable.fragment(ProjectionCheckTable.premises(run)))
      <div class="plots">
      \(plots)</div>
      <p class="notes"><a href="\(Self.fileName)">\(Self.fileName)</a> is the first plot of the last \
      projection as a file.</p>
      </section>

      """
  }

  /// The file beside the page that holds ``plot(_:)``.
  static let fileName = "theorem.svg"

  /// What the certificates say of a run's last checked projection, as an SVG file; nil where none was.
  static func plot(_ run: LoadedRun) -> Markup? {
    guard let index = ProjectionCheckTable.stages(run).last else { return nil }
    return ProjectionCheckPlots(run.record.stages[index])?.certified.file(width: 960, height: 380)
  }
}
