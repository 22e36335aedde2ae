import Experiments
import Recipe

/// The part of a run's page about what its prototypes look at: a line for each card, its definition folded.
struct MetricsSection {
  /// The stage that was measured and what was found; nil where the run was not asked to.
  private let stage: String
  private let metrics: StageRecord.PrototypeMetrics

  init?(_ record: RunRecord) {
    guard let stage = record.stages.last(where: { $0.prototypeMetrics != nil }),
      let metrics = stage.prototypeMetrics
    else { return nil }
    (self.stage, self.metrics) = (stage.name, metrics)
  }

  var markup: Markup {
    """
    <section id="metrics">
    <h2>What prototypes look at</h2>
    <p>Measured after <code>\(stage)</code>; every line opens to its definition.\(seats)</p>
    <div class="metrics">
    \(metrics.cards.map(line))</div>
    </section>

    """
  }

  /// How many prototypes sit on each part, most first.
  private var seats: Markup? {
    let seated = metrics.prototypes.map { prototype -> String? in
      prototype.badges().compactMap { badge -> String? in
        switch badge {
        case .sitsOn(let part, _): part
        case .background: "the background"
        case .duplicate, .unseen: nil
        }
      }.first
    }
    let counts = Dictionary(grouping: seated.compactMap(\.self)) { $0 }.mapValues(\.count)
    guard !counts.isEmpty else { return nil }
    let list = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) on \($0.key)" }
    return " Of \(metrics.prototypes.count) prototypes, \(list.joined(separator: ", "))."
  }

  private func line(_ card: MetricCard) -> Markup {
    let text = MetricCardText(card)
    let rules = text.rules.map { name, text -> Markup in "<dt>\(name)</dt><dd>\(text)</dd>\n" }
    let scope: Markup? =
      card.needs == nil
      ? "<dt>measured on</dt><dd>\(([text.scope] + text.undefined).joined(separator: "; "))</dd>\n"
      : nil
    return """
      <details class="metric"><summary><b>\(text.definition.title)</b> \(figures(card, text))\
       <code>\(card.id.rawValue)</code></summary>
      <dl>
      \(scope)\(rules)</dl>
      </details>

      """
  }

  private func figures(_ card: MetricCard, _ text: MetricCardText) -> [Markup] {
    if let needs = card.needs { return ["<span class=\"undefined\">undefined: \(needs)</span>"] }
    return text.values.map { value in
      guard let number = value.text else {
        return """
          <span class="undefined">\(value.label) <span title="\(value.reason ?? "")">undefined</span>\
          </span> 
          """
      }
      return "<span class=\"figure\">\(value.label) <b>\(number)</b></span> "
    }
  }
}

/// The badges of a run's prototypes, by the numbers that their pictures carry.
struct MetricBadges {
  private let badges: [Int: [PrototypeBadge]]

  /// `prototypes` are those that the run ends with, by these numbers, in order.
  init(_ record: RunRecord, prototypes: [Int]) {
    let metrics = record.stages.last(where: { $0.prototypeMetrics != nil })?.prototypeMetrics
    guard let metrics, metrics.prototypes.count == prototypes.count else {
      badges = [:]
      return
    }
    badges = Dictionary(
      zip(prototypes, metrics.prototypes).map { number, prototype in
        (number, prototype.badges { prototypes.indices.contains($0) ? prototypes[$0] : $0 })
      }
    ) { first, _ in first }
  }

  /// What was measured of the prototype with a number.
  func badges(of prototype: Int) -> [PrototypeBadge] { badges[prototype] ?? [] }

  func markup(of prototype: Int) -> [Markup] {
    badges(of: prototype).map { badge in
      badge.isWarning
        ? "<span class=\"badge\">\(badge.text)</span> "
        : "<span class=\"badge seat\">\(badge.text)</span> "
    }
  }
}
