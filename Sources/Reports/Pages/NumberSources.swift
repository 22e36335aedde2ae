import Experiments
import Recipe

/// The table that leads from each figure of the page to the record and the checkpoint behind it.
struct NumberSources {
  var run: LoadedRun

  /// Figures of the page, and the place of their numbers as tables tell it of a cell.
  private struct Entry {
    var figure: String
    var source: Provenance.Source
  }

  private func entry(_ figure: String, _ field: String, stage: Int?, split: String) -> Entry {
    Entry(figure: figure, source: run.source(field: field, value: nil, stage: stage, split: split))
  }

  var markup: Markup {
    """
    <p>Every figure is read from <code>record.json</code>; the checkpoint is the network it was \
    measured on. \(Footnotes.selection(of: run.record))</p>
    <div class="table" role="region" aria-label="Where each number comes from" tabindex="0">
    <table class="stacked sources">
    <caption>Fields of record.json, checkpoints and their SHA-256</caption>
    <thead>
    <tr><th scope="col" class="words">figures</th><th scope="col" class="words">field</th>\
    <th scope="col" class="words">split</th><th scope="col" class="words">checkpoint</th></tr>
    </thead>
    <tbody>
    \(entries.map(row))</tbody>
    </table>
    </div>

    """
  }

  private var entries: [Entry] {
    headline + run.record.stages.indices.flatMap(entries(ofStage:)) + unfinished
  }

  private var headline: [Entry] {
    guard let last = run.record.reportedStage else { return [] }
    return [
      entry(
        "headline accuracy and its interval",
        "evaluation.correctCount, imageCount",
        stage: last,
        split: run.record.stages[last].evaluation.split
      )
    ]
  }

  private func entries(ofStage index: Int) -> [Entry] {
    let stage = run.record.stages[index]
    var entries = [
      entry(
        "\(stage.name): accuracy and costs after it",
        "evaluation",
        stage: index,
        split: stage.evaluation.split
      )
    ]
    if !stage.passes.isEmpty {
      // Of the stage, but measured before its checkpoint.
      let field = "stages[\(index)].passes[0…\(stage.passes.count - 1)]"
      let figure = "\(stage.name): training curves and train figures"
      entries.append(entry(figure, field, stage: nil, split: "train"))
    }
    if stage.projection != nil {
      let figure = "\(stage.name): projection and prototypes"
      entries.append(entry(figure, "projection", stage: index, split: "projection"))
    }
    return entries
  }

  /// Of a stage that has passes in the log and is not in the record.
  private var unfinished: [Entry] {
    let finished = Set(run.record.stages.map(\.id))
    guard let pass = run.metrics.passes.first(where: { !finished.contains($0.stage) }) else {
      return []
    }
    let figure = "\(pass.stage.name): curves of the unfinished stage"
    return [entry(figure, "metrics.jsonl", stage: nil, split: "train")]
  }

  private func row(_ entry: Entry) -> Markup {
    let source = entry.source
    let checkpoint: Markup =
      if let path = source.checkpoint, let digest = source.checkpointDigest {
        """
        <code>\(path)</code> <code class="digest">\(digest)</code>
        """
      } else {
        "while training, before the stage’s checkpoint"
      }
    return """
      <tr><th scope="row">\(entry.figure)</th>\
      <td class="words" data-label="field"><code>\(source.field)</code></td>\
      <td class="words" data-label="split">\(source.split ?? "")</td>\
      <td class="words" data-label="checkpoint"><span>\(checkpoint)</span></td></tr>

      """
  }
}
