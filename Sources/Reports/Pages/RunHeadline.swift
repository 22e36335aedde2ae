import Experiments
import Recipe

/// The head of a run's page: what was run, what came out, and what to know before trusting it.
struct RunHeadline {
  var run: LoadedRun

  var markup: Markup {
    let record = run.record
    return """
      <header>
      <p class="kicker">\(record.hasPrototypes ? "ProtoPNet" : "Baseline") run <code>\(record.runID)</code>, seed \(String(record.seed))</p>
      <h1>\(record.experiment)</h1>
      <p class="lead">\(lead)</p>
      \(notices)\(result)</header>
      """
  }

  private var lead: String {
    let record = run.record
    let shape = record.network.latentShape
    let map = record.hasPrototypes ? "latent map" : "map"
    let latent = shape.count == 3 ? "\(shape[1]) × \(shape[2]) × \(shape[0]) \(map)" : ""
    let head =
      record.hasPrototypes ? "\(record.network.prototypeCount) prototypes" : "linear layer"
    return [
      record.network.architecture, "\(record.data.imageSize) px images", latent,
      "\(head) for \(record.data.classNames.count) classes",
      record.data.name,
    ]
    .filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private var result: Markup {
    let record = run.record
    guard let stage = record.reportedStage.map({ record.stages[$0] }) else {
      return "<p class=\"result missing\">not run</p>\n"
    }
    let evaluation = stage.evaluation
    let interval = SamplingInterval(
      correctCount: evaluation.correctCount,
      imageCount: evaluation.imageCount
    )
    let range: Markup? = interval.map {
      """
      ; 95 % sampling interval \(Quantity.share.text($0.lower)) to \
      \(Quantity.share.text($0.upper))\("\u{A0}")%
      """
    }
    let choice: Markup? = record.selection.map { ", chosen on the \($0.rawValue) split" }
    return """
      <div class="result">
      <p class="figure">\(Quantity.share.text(evaluation.accuracy))<span class="unit"> %</span></p>
      <p>\(record.isFinished ? "final" : "latest") \(evaluation.split) accuracy, after \
      <code>\(stage.name)</code>\(choice)<br>
      <span class="muted">\(evaluation.correctCount) of \(evaluation.imageCount) images\(range)\(evaluation.notNumberText.map { "; \($0) and count as wrong" })</span>
      </p>
      </div>
      \(steps)
      """
  }

  /// The accuracy after the last stage of each kind, as a row of small figures.
  private var steps: Markup {
    let stages = run.record.stages
    var kinds: [Stage.Kind] = []
    for stage in stages where !kinds.contains(stage.id.kind) {
      kinds.append(stage.id.kind)
    }
    let items = kinds.compactMap { kind -> Markup? in
      guard let stage = stages.last(where: { $0.id.kind == kind }) else { return nil }
      return """
        <li><span class="figure">\(Quantity.share.text(stage.evaluation.accuracy)) %</span>\
         after \(stage.id.short)</li>

        """
    }
    return "<ul class=\"steps\">\n\(items)</ul>\n"
  }

  private var notices: Markup {
    let record = run.record
    var warnings = record.warnings
    if !record.isFinished {
      warnings.insert("The run is unfinished: no figure on this page is final.", at: 0)
    }
    if !run.metrics.unreadableLines.isEmpty {
      let lines = run.metrics.unreadableLines.map(String.init).joined(separator: ", ")
      warnings.append("metrics.jsonl has lines that cannot be read and were left out: \(lines).")
    }
    return """
      \(notice("Warnings", warnings, kind: "warning"))\
      \(notice("Deviations from the released code, its values in brackets", record.deviations, kind: "deviation"))
      """
  }

  private func notice(_ title: String, _ items: [String], kind: String) -> Markup? {
    guard !items.isEmpty else { return nil }
    return """
      <section class="notice \(kind)" aria-label="\(title)">
      <h2>\(title)</h2>
      <ul>
      \(items.map { item -> Markup in "<li>\(item)</li>\n" })</ul>
      </section>

      """
  }
}
