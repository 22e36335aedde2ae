import Experiments

/// What was run: network, data and environment, with every digest in full.
struct RunFacts {
  var run: LoadedRun

  var markup: Markup {
    let record = run.record
    let network = record.network
    let environment = record.environment
    let splits = record.data.splits.map { split in
      ("\(split.name) images", text("\(Digits.grouped(split.imageCount))", digest: split.digest))
    }
    return """
      <div class="facts">
      \(list("Experiment", [
        ("name", text(record.experiment)),
        ("run", code(record.runID)),
        ("seed", text(String(record.seed))),
        ("digest", code(record.experimentDigest)),
        ("resolved file", code("experiment.yaml")),
      ]))\
      \(list("Network", [
        ("architecture", text(network.architecture)),
        ("start weights", text(network.weights ?? "drawn at random")),
        ("parameters", text(Digits.grouped(network.parameterCount))),
        (record.hasPrototypes ? "latent map" : "map", text("D × H × W = " + network.latentShape.map(String.init).joined(separator: " × "))),
        ("prototypes", text(record.hasPrototypes ? Digits.grouped(network.prototypeCount) : "–")),
        ("forward pass", text("\(Digits.fixed(network.floatingPointOperations / 1e9, 2)) GFLOP per image")),
      ]))\
      \(list("Data", [
        ("name", text(record.data.name)),
        ("classes", text(Digits.grouped(record.data.classNames.count))),
        ("input", text("\(record.data.imageSize) × \(record.data.imageSize) px")),
      ] + splits))\
      \(list("Environment", [
        ("program", text(environment.program)),
        ("library", text(environment.library)),
        ("processor", text(environment.processor)),
        ("threads", text(String(environment.threads))),
        ("convolution", text(environment.convolution)),
        ("precision", text(environment.precision ?? "float32")),
      ]))</div>

      """
  }

  private func text(_ text: String) -> Markup { Markup(text: text) }

  private func text(_ text: String, digest: String) -> Markup {
    "\(text) <code class=\"digest\">\(digest)</code>"
  }

  private func code(_ text: String) -> Markup { "<code class=\"digest\">\(text)</code>" }

  private func list(_ title: String, _ facts: [(String, Markup)]) -> Markup {
    let items = facts.map { name, value -> Markup in "<dt>\(name)</dt><dd>\(value)</dd>\n" }
    return """
      <section>
      <h3>\(title)</h3>
      <dl>
      \(items)</dl>
      </section>

      """
  }
}
