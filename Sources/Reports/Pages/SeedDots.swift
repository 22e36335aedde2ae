import Experiments

/// The final accuracy of every row of an experiment: a dot for each seed, and an interval.
struct SeedDots {
  var groups: [RunGroup]

  private struct Row {
    var title: String
    var values: [Double]
    var interval: (lower: Double, upper: Double)?
    var isOverSeeds: Bool
  }

  private var rows: [Row] {
    groups.compactMap { group in
      let evaluations = group.finished.compactMap { run in
        run.record.reportedStage.map { run.record.stages[$0].evaluation }
      }
      guard let first = evaluations.first else { return nil }
      let values = evaluations.map(\.accuracy)
      if let seeds = SeedInterval(values) {
        return Row(
          title: group.title,
          values: values,
          interval: (max(0, seeds.lower), min(1, seeds.upper)),
          isOverSeeds: true
        )
      }
      let interval = SamplingInterval(
        correctCount: first.correctCount,
        imageCount: first.imageCount
      )
      return Row(
        title: group.title,
        values: values,
        interval: interval.map { ($0.lower, $0.upper) },
        isOverSeeds: false
      )
    }
  }

  /// Nil where there is nothing to compare.
  var markup: Markup? {
    let rows = rows
    guard rows.count > 1 else { return nil }
    let all = rows.flatMap { $0.values + ($0.interval.map { [$0.lower, $0.upper] } ?? []) }
    let ticks = Ticks.linear(from: all.min() ?? 0, to: all.max() ?? 1, count: 5)
    guard let lower = ticks.first, let upper = ticks.last, lower < upper else { return nil }
    func place(_ value: Double) -> String {
      Digits.fixed(100 * min(max((value - lower) / (upper - lower), 0), 1), 2)
    }
    func percent(_ value: Double) -> String { Digits.fixed(100 * value, 1) }
    let body = rows.map { row -> Markup in
      let mean = row.values.reduce(0, +) / Double(row.values.count)
      let dots = row.values.map { "<i class=\"dot\" style=\"left:\(place($0))%\"></i>" as Markup }
      let range: Markup? = row.interval.map { interval in
        """
        <i class="range" style="left:\(place(interval.lower))%;\
        right:calc(100% - \(place(interval.upper))%)"></i>
        """
      }
      let words = row.interval.map { "\(percent($0.lower)) to \(percent($0.upper))" } ?? "–"
      return """
        <tr><th scope="row">\(row.title)</th><td class="number">\(row.values.count)</td>\
        <td class="number"><b>\(percent(mean))</b></td>\
        <td class="number">\(words)\(row.isOverSeeds ? "" : "*" as Markup)</td>\
        <td class="scale" aria-hidden="true"><span class="track">\(range)\(dots)</span></td></tr>

        """
    }
    let remark: Markup? =
      rows.contains { !$0.isOverSeeds }
      ? " * One seed alone: Wilson’s interval over test pictures, which knows nothing of seeds."
      : nil
    return """
      <table class="classes dots">
      <caption>Final accuracy, %: a dot for each seed, from \(percent(lower)) to \(percent(upper)) %</caption>
      <thead><tr><th scope="col" class="words">experiment</th><th scope="col" class="number">seeds</th>\
      <th scope="col" class="number">mean</th><th scope="col" class="number">95 % interval</th>\
      <th scope="col" class="scale" aria-hidden="true">\(percent(lower)) to \(percent(upper)) %</th></tr></thead>
      <tbody>
      \(body)</tbody>
      </table>
      <p class="notes">The interval is Student’s over the seeds, mean ± t · s / √n.\(remark)</p>

      """
  }
}
