/// The page that takes a picture and asks whom to explain it.
package enum PictureForm {
  /// The networks of a run.
  package struct Choice: Sendable {
    package var title: String
    /// Checkpoints by their paths from the results, with the stages that they were written after.
    package var networks: [(path: String, stage: String)]
    /// The one that is chosen; nil for none.
    package var chosen: String?

    package init(title: String, networks: [(path: String, stage: String)], chosen: String? = nil) {
      (self.title, self.networks, self.chosen) = (title, networks, chosen)
    }
  }

  package static func page(_ runs: [Choice], mostMegabytes: Int) -> Markup {
    let form: Markup =
      runs.isEmpty
      ? """
      <p class="missing">There is no network with prototypes yet: the first one appears when a run has finished its \
      first stage.</p>

      """
      : """
      <form id="explain" action="\(ServedAddress.explain)" method="post" enctype="multipart/form-data">
      <div class="drop" id="drop">
      <p><label for="picture">Drop a picture here, paste one, or choose a file</label></p>
      <input id="picture" name="picture" type="file" required \
      accept="image/jpeg,image/png,image/webp,image/bmp,.pgm,.ppm" aria-describedby="limits">
      <p class="muted" id="limits">JPEG, PNG, WebP, BMP, PGM or PPM, at most \(mostMegabytes) MB and 50 million \
      pixels. It stays on the machine that shows this page, in a temporary folder.</p>
      </div>
      <fieldset>
      <legend>Networks</legend>
      <p class="muted">Several are an ensemble: their logits are added.</p>
      \(runs.map(choices))</fieldset>
      <p><button type="submit">Explain</button> <span id="working" role="status"></span></p>
      </form>

      """
    return ServedPage.document(
      title: "Explain a picture",
      here: .explain,
      body: """
        <header>
        <h1>This looks like that</h1>
        <p class="lead">What do the networks see in a picture of yours, and which training images does it \
        remind them of?</p>
        </header>
        <main>
        \(form)</main>
        """
    )
  }

  private static func choices(_ run: Choice) -> Markup {
    let boxes = run.networks.map { network -> Markup in
      let mark: Markup = network.path == run.chosen ? " checked" : ""
      return """
        <label><input type="checkbox" name="checkpoint" value="\(network.path)"\(mark)> \(network.stage)</label>

        """
    }
    return """
      <details\(run.chosen == nil ? "" : " open" as Markup)>
      <summary>\(run.title)</summary>
      <div class="networks-list">
      \(boxes)</div>
      </details>

      """
  }
}
