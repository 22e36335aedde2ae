import Experiments

/// How to get the run again, what was run, and where every number comes from.
struct Reproduction {
  var run: LoadedRun

  var markup: Markup {
    let record = run.record
    return """
      <section id="reproduce">
      <h2>Reproduce</h2>
      <p><code>experiment.yaml</code> in the run’s folder is the experiment with every default spelled out; \
      its paths start from the folder of the file that it was read from. Copied there:</p>
      <pre tabindex="0" aria-label="Commands"><code>protopnet run experiment.yaml --seed \(String(record.seed))
      protopnet verify \(run.name)</code></pre>
      <p class="notes">\(record.environment.program), \(record.environment.threads) threads; \
      run <code>\(record.runID)</code>. Equal inputs give this run’s bits; <code>verify</code> derives its record again.</p>
      <details id="run">
      <summary>What was run: network, data, environment and digests</summary>
      \(RunFacts(run: run).markup)</details>
      <details id="sources">
      <summary>Where each number comes from</summary>
      \(NumberSources(run: run).markup)</details>
      </section>

      """
  }
}
