import Experiments
import Recipe

/// The head of a run's page: which run it is, where its neighbours are, and what to know before trusting it.
struct RunHeadline {
  var run: LoadedRun
  var facts: PageFacts

  /// As the page is called.
  var title: RunTitle { facts.title.map { RunTitle(parts: $0) } ?? RunTitle(run.record) }

  var markup: Markup {
    """
    <header>
    \(breadcrumb)<h1>\(title.text)</h1>
    <p class="lead">\(lead)</p>
    \(warnings)</header>
    """
  }

  private var breadcrumb: Markup {
    let experiment = run.record.experiment
    let first: Markup =
      facts.neighbours.experiment.map { "<a href=\"\($0)\">\(experiment)</a>" } ?? "\(experiment)"
    let steps = [
      link(facts.neighbours.previous, "prev", "←"), link(facts.neighbours.next, "next", "→"),
    ].compactMap(\.self)
    let neighbours: Markup? =
      steps.isEmpty
      ? nil
      : """
      <nav class="steps" aria-label="Other runs">\(steps)</nav>

      """
    return """
      <div class="top">
      <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li>\(first)</li>\
      <li aria-current="page">\(title.short)</li></ol></nav>
      \(neighbours)</div>

      """
  }

  private func link(
    _ link: PageFacts.Neighbours.Link?,
    _ relation: String,
    _ arrow: String
  ) -> Markup? {
    link.flatMap { link in
      guard let address = link.address else { return nil }
      let name = relation == "prev" ? "previous run" : "next run"
      return """
        <a rel="\(relation)" href="\(address)"><span aria-hidden="true">\(arrow)</span> \
        <span class="word">\(name): </span>\(link.title)</a>

        """
    }
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

  private var warnings: Markup? {
    let record = run.record
    var warnings = record.warnings
    if !record.isFinished {
      warnings.insert("The run is unfinished: no figure on this page is final.", at: 0)
    }
    if record.hasPrototypes, record.projected == nil, !record.stages.isEmpty {
      warnings.append(
        "Nothing was projected yet: the prototypes are no patches of training images, and look like nothing."
      )
    }
    if !run.metrics.unreadableLines.isEmpty {
      let lines = run.metrics.unreadableLines.map(String.init).joined(separator: ", ")
      warnings.append("metrics.jsonl has lines that cannot be read and were left out: \(lines).")
    }
    guard !warnings.isEmpty else { return nil }
    return """
      <section class="notice warning" aria-label="Warnings">
      <h2>Warnings</h2>
      <ul>
      \(warnings.map { item -> Markup in "<li>\(item)</li>\n" })</ul>
      </section>

      """
  }
}

extension RunTitle {
  init(parts: [String]) { self.parts = parts }
}
