import Experiments

/// Why one class and not another: what each prototype gives to both, and the difference.
struct ComparisonTable {
  let explanation: Explanation
  let rival: Explanation.Rival

  private struct Line {
    let member: Int
    let row: Explanation.Row
    let pointsAgainst: Double
    let warnings: [Explanation.Warning]
  }

  /// Lines of their own, at most.
  private static let lineCount = 8

  var markup: Markup {
    let all = explanation.members.enumerated().flatMap { place, member in
      (member.comparison?.rows ?? []).map { row in
        Line(
          member: place,
          row: row.row,
          pointsAgainst: row.pointsAgainst,
          warnings: row.row.warnings
        )
      }
    }
    .sorted {
      abs($0.row.points - $0.pointsAgainst) > abs($1.row.points - $1.pointsAgainst)
    }
    let lines = all.prefix(Self.lineCount)
    let rest = all.dropFirst(Self.lineCount)
    let comparisons = explanation.members.compactMap(\.comparison)
    let restCount = comparisons.reduce(rest.count) { $0 + $1.restCount }
    let hasRest = restCount > 0
    let restPoints = comparisons.reduce(rest.reduce(0) { $0 + $1.row.points }) {
      $0 + $1.restPoints
    }
    let restAgainst = comparisons.reduce(rest.reduce(0) { $0 + $1.pointsAgainst }) {
      $0 + $1.restPointsAgainst
    }
    let here = RoundedSum(
      parts: lines.map(\.row.points) + (hasRest ? [restPoints] : []),
      total: explanation.logit
    )
    let there = RoundedSum(
      parts: lines.map(\.pointsAgainst) + (hasRest ? [restAgainst] : []),
      total: rival.logit
    )
    let most = zip(here.parts, there.parts).map { abs($0 - $1) }.max() ?? 0
    let rows = lines.enumerated().map { place, line in
      row(line, here.parts[place], there.parts[place], most)
    }
    let last: Markup? =
      hasRest
      ? """
      <tr><th scope="row">\(restCount) more \(restCount == 1 ? "prototype" : "prototypes")</th>\
      \(numbers(here.parts[lines.count], there.parts[lines.count], most))</tr>

      """ : nil
    return """
      <p>\(sentence)</p>
      <div class="table" role="region" aria-label="Points for two classes by prototype" tabindex="0">
      <table class="comparison">
      <thead><tr><th scope="col" class="words">prototype</th>\
      <th scope="col" class="number">for \(explanation.className)</th>\
      <th scope="col" class="number">for \(rival.name)</th>\
      <th scope="col" class="number">difference</th></tr></thead>
      <tbody>
      \(rows)\(last)</tbody>
      <tfoot><tr><th scope="row">all points</th>\(numbers(here.total, there.total, nil))</tr></tfoot>
      </table>
      </div>

      """
  }

  private var sentence: Markup {
    let probability = explanation.probability.map { " (\(Quantity.share.text($0)) %)" } ?? ""
    return """
      \(explanation.className)\(probability) against \(rival.name) \
      (\(Quantity.share.text(rival.probability)) %)\(rival.isRunnerUp ? ", the runner-up" : ""): \
      the prototypes that tell the two apart most.
      """
  }

  private func row(_ line: Line, _ here: Int, _ there: Int, _ most: Int) -> Markup {
    let row = line.row
    let network = explanation.members.count == 1 ? "" : "network \(line.member + 1), "
    func picture(_ link: String?, _ description: String) -> Markup? {
      link.map {
        "<img src=\"\($0)\" alt=\"\(description)\" width=\"72\" height=\"72\">"
      }
    }
    let cautions = Set(row.warnings.map(\.kind)).map(\.words).sorted().joined(separator: ", ")
    return """
      <tr><th scope="row"><span class="pair">\
      \(picture(row.pictures?.box, "this part"))\(picture(row.pictures?.prototype, "looks like that"))\
      <span>\(network)prototype \(row.prototype)\(row.className.map { " of \($0)" } ?? "")<br>\
      <span class="muted">similarity \(ExplanationText.number(row.similarity))\
      \(cautions.isEmpty ? "" : "; \(cautions)")</span></span></span></th>\
      \(numbers(here, there, most))</tr>

      """
  }

  private func numbers(_ here: Int, _ there: Int, _ most: Int?) -> Markup {
    let difference = here - there
    let bar: Markup? = most.map { most in
      """
      <span class="bar\(difference < 0 ? " against" : "" as Markup)"><i style="width:\
      \(most > 0 ? 100 * Double(abs(difference)) / Double(most) : 0)%"></i></span>
      """
    }
    return """
      <td class="number">\(RoundedSum.text(here))</td><td class="number">\(RoundedSum.text(there))</td>\
      <td class="number"><b>\(RoundedSum.signed(difference))</b>\(bar)</td>
      """
  }
}

extension Explanation.Warning.Kind {
  /// The kind in two words.
  var words: String {
    switch self {
    case .weakSimilarity: "weak similarity"
    case .duplicate: "duplicate"
    case .background: "background"
    case .extremeWeight: "extreme weight"
    }
  }
}
