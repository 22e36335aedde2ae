import Experiments

/// The accuracy of every class with its interval, the worst first.
struct ClassAccuracies {
  var errors: ErrorAnalysis

  /// Classes that are shown before the rest is folded away.
  private static let openCount = 20

  var markup: Markup {
    let order = errors.classes.filter { $0.imageCount > 0 }.enumerated().sorted {
      ($0.element.share, $0.offset) < ($1.element.share, $1.offset)
    }
    .map(\.element)
    let empty = errors.classes.count - order.count
    let missing: Markup? =
      empty > 0 ? "<p class=\"notes\">\(empty) classes have no test picture.</p>\n" : nil
    let rest = Array(order.dropFirst(Self.openCount))
    let more: Markup? =
      rest.isEmpty
      ? nil
      : """
      <details><summary>\(rest.count) better classes</summary>
      \(table(rest, "Accuracy by class, the better ones"))</details>

      """
    return """
      <h3>Accuracy by class</h3>
      \(table(Array(order.prefix(Self.openCount)), "Accuracy by class with 95 % Wilson intervals, the worst first"))\
      \(more)\(missing)
      """
  }

  private func table(_ classes: [ErrorAnalysis.ClassCount], _ caption: String) -> Markup {
    """
    <table class="classes">
    <caption>\(caption)</caption>
    <thead><tr><th scope="col" class="words">class</th><th scope="col" class="number">correct</th>\
    <th scope="col" class="number">%</th><th scope="col" class="number">95 % interval</th>\
    <th scope="col" class="scale" aria-hidden="true">0 to 100 %</th></tr></thead>
    <tbody>
    \(classes.map(row))</tbody>
    </table>

    """
  }

  private func row(_ entry: ErrorAnalysis.ClassCount) -> Markup {
    let interval = SamplingInterval(
      correctCount: entry.correctCount,
      imageCount: entry.imageCount
    )
    let lower = interval?.lower ?? 0
    let upper = interval?.upper ?? 1
    func percent(_ value: Double) -> String { Digits.fixed(100 * value, 1) }
    return """
      <tr><th scope="row">\(entry.name)</th>\
      <td class="number">\(entry.correctCount) of \(entry.imageCount)</td>\
      <td class="number"><b>\(percent(entry.share))</b></td>\
      <td class="number">\(percent(lower)) to \(percent(upper))</td>\
      <td class="scale" aria-hidden="true"><span class="track"><i class="range" \
      style="left:\(percent(lower))%;width:\(percent(upper - lower))%"></i>\
      <i class="dot" style="left:\(percent(entry.share))%"></i></span></td></tr>

      """
  }
}

extension ErrorAnalysis.ClassCount {
  fileprivate var share: Double { Double(correctCount) / Double(max(imageCount, 1)) }
}
