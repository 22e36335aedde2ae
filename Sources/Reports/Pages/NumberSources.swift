import Experiments

/// The table that leads from each figure of the page to the record and the checkpoint behind it.
struct NumberSources {
  var run: LoadedRun

  private struct Entry {
    var figure: String
    var field: String
    var stage: Int?
    var split: String
  }

  var markup: Markup {
    """
    <p>Every figure is read from <code>record.json</code>; the checkpoint is the network it was \
    measured on. \(Footnotes.selection(of: run.record))</p>
    <div class="table" role="region" aria-label="Where each number comes from" tabindex="0">
    <table class="sources">
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
    var entries: [Entry] = []
    let stages = run.record.stages
    if let last = run.record.reportedStage {
      entries.append(
        Entry(
          figure: "headline accuracy and its interval",
          field: "stages[\(last)].evaluation.correctCount, imageCount",
          stage: last,
          split: stages[last].evaluation.split
        )
      )
    }
    for (index, stage) in stages.enumerated() {
      entries.append(
        Entry(
          figure: "\(stage.name): accuracy and costs after it",
          field: "stages[\(index)].evaluation",
          stage: index,
          split: stage.evaluation.split
        )
      )
      if !stage.passes.isEmpty {
        entries.append(
          Entry(
            figure: "\(stage.name): training curves and train figures",
            field: "stages[\(index)].passes[0…\(stage.passes.count - 1)]",
            stage: nil,
            split: "train"
          )
        )
      }
      if stage.projection != nil {
        entries.append(
          Entry(
            figure: "\(stage.name): projection and prototypes",
            field: "stages[\(index)].projection",
            stage: index,
            split: "projection"
          )
        )
      }
    }
    let finished = Set(stages.map(\.name))
    if let pass = run.metrics.passes.first(where: { !finished.contains($0.stage) }) {
      entries.append(
        Entry(
          figure: "\(pass.stage): curves of the unfinished stage",
          field: "metrics.jsonl",
          stage: nil,
          split: "train"
        )
      )
    }
    return entries
  }

  private func row(_ entry: Entry) -> Markup {
    let checkpoint: Markup
    if let index = entry.stage {
      let stage = run.record.stages[index]
      checkpoint = """
        <code>\(stage.checkpoint)</code> <code class="digest">\(stage.checkpointDigest)</code>
        """
    } else {
      checkpoint = "while training, before the stage’s checkpoint"
    }
    return """
      <tr><th scope="row">\(entry.figure)</th><td class="words"><code>\(entry.field)</code></td>\
      <td class="words">\(entry.split)</td><td class="words">\(checkpoint)</td></tr>

      """
  }
}
