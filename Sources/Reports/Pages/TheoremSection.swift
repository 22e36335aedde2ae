import Experiments

/// The part of a run's page about Theorem 2.1 and the direct certificate.
struct TheoremSection {
  var run: LoadedRun

  /// Nil where no projection was checked.
  var markup: Markup? {
    let stages = ProjectionCheckTable.stages(run)
    guard let last = stages.last, let check = run.record.stages[last].projectionCheck,
      let plots = ProjectionCheckPlots(run.record.stages[last])
    else { return nil }
    let others = stages.compactMap { index -> Markup? in
      guard let plots = ProjectionCheckPlots(run.record.stages[index]) else { return nil }
      let certified = RunReport.figure(plots.certified, "certified-\(String(index))")
      return """
        \(index == last ? nil : certified)\
        \(RunReport.figure(plots.bound, "theorem-\(String(index))"))
        """
    }
    return """
      <section id="theorem">
      <h2>Theorem 2.1</h2>
      \(figures(check, run.record.stages[last].name))\
      \(RunReport.figure(plots.certified, "certified-\(String(last))"))\
      <p class="notes">Dotted lines mark how far prototypes were observed to move. \
      <a href="\(Self.fileName)">\(Self.fileName)</a> is this plot as a file.</p>
      \(byCycle)\
      <details>
      <summary>Premises, the bound and every projection</summary>
      \(HTMLTable.fragment(ProjectionCheckTable.certificates(run)))\
      \(HTMLTable.fragment(ProjectionCheckTable.premises(run)))
      <div class="plots">
      \(others)</div>
      </details>
      </section>

      """
  }

  /// Every checked projection in one plot, and where it is as a file.
  private var byCycle: Markup? {
    CertifiedByCyclePlot.plot(run.record).map { plot in
      """
      \(RunReport.figure(plot, "certified-by-cycle"))\
      <p class="notes"><a href="\(Self.cyclesFileName)">\(Self.cyclesFileName)</a> is this plot as a file.</p>

      """
    }
  }

  /// Kept, certified and by the theorem, of the last projection.
  private func figures(_ check: StageRecord.ProjectionCheck, _ stage: String) -> Markup {
    let own = check.ownLastLayer
    let entries =
      [
        ("kept", own.unchangedCount, "of \(check.imageCount) predictions did not change"),
        ("certified", own.certifiedCount, "could not have changed, by the direct certificate"),
        ("by theorem", check.certifiedCount, "could not have changed, by Theorem 2.1"),
      ] + (check.sharperCertifiedCount.map { [("sharper", $0, "by its sharper form")] } ?? [])
    let items = entries.map { name, count, meaning -> Markup in
      let share = Double(count) / Double(max(check.imageCount, 1))
      return """
        <li><span class="figure">\(Quantity.share.text(share)) %</span> <b>\(name)</b> \
        <span class="muted">\(meaning)</span></li>

        """
    }
    return """
      <p>In <code>\(stage)</code> prototypes moved by \
      \(Quantity.cost.text(check.greatestShift)) at most.</p>
      <ul class="figures">
      \(items)</ul>

      """
  }

  /// The file beside the page that holds ``plot(_:)``.
  static let fileName = "theorem.svg"

  /// What the certificates say of a run's last checked projection, as an SVG file; nil where none was.
  static func plot(_ run: LoadedRun) -> Markup? {
    guard let index = ProjectionCheckTable.stages(run).last else { return nil }
    return ProjectionCheckPlots(run.record.stages[index])?.certified.file(width: 960, height: 380)
  }

  /// The file beside the page that holds ``CertifiedByCyclePlot``.
  static let cyclesFileName = "theorem-cycles.svg"
}
