import Experiments

/// The part of a run's page about Theorem 2.1 and the direct certificate.
struct TheoremSection {
  var run: LoadedRun

  /// Nil where no projection was checked.
  var markup: Markup? {
    let stages = ProjectionCheckTable.stages(run)
    guard !stages.isEmpty else { return nil }
    let plots = stages.compactMap { index -> Markup? in
      guard let check = run.record.stages[index].projectionCheck else { return nil }
      let plots = ProjectionCheckPlots(stage: run.record.stages[index].name, check: check)
      return """
        \(RunReport.figure(plots.bound, "theorem-\(String(index))"))\
        \(RunReport.figure(plots.radius, "radius-\(String(index))"))
        """
    }
    return """
      <section id="theorem">
      <h2>Theorem 2.1</h2>
      \(HTMLTable.fragment(ProjectionCheckTable.certificates(run)))\
      \(HTMLTable.fragment(ProjectionCheckTable.premises(run)))
      <div class="plots">
      \(plots)</div>
      </section>

      """
  }
}
