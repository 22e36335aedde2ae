package import Experiments
import Recipe

/// A card's numbers and all that they depend on, as text.
package struct MetricCardText {
  package let card: MetricCard
  package let definition: MetricDefinition

  package init(_ card: MetricCard) {
    self.card = card
    definition = MetricDefinition.of(card.id)
  }

  /// The values in the definition's order, with their labels; those without a number have a reason.
  package var values: [(label: String, text: String?, reason: String?)] {
    definition.values.map { value in
      (
        value.label, card.values[value.key].map { Self.text($0, value.unit) },
        card.reason(value.key)
      )
    }
  }

  /// A number with its unit.
  package static func text(_ number: Double, _ unit: MetricDefinition.Unit) -> String {
    switch unit {
    case .share: "\(Digits.fixed(100 * number, 1)) %"
    case .points: "\(Digits.signed(100 * number, 1)) points"
    case .number: Digits.fixed(number, 3)
    case .count: Digits.fixed(number, 0)
    }
  }

  /// What was counted, on what.
  package var scope: String {
    var parts = ["\(card.prototypeCount) prototypes"]
    if card.imageCount > 0 {
      parts.append(
        "\(card.imageCount) \(card.split) pictures of \(card.imageSize)×\(card.imageSize) pixels"
      )
    }
    if let source = card.maskSource { parts.append("masks: \(source)") }
    return parts.joined(separator: ", ")
  }

  /// The numbers that the definition leaves open.
  package var parameters: String {
    card.parameters.sorted { $0.key < $1.key }
      .map { "\($0.key) \(Self.plain($0.value))" }.joined(separator: ", ")
  }

  /// What has no number and why, one after the other.
  package var undefined: [String] {
    card.undefined.map { "undefined: \($0.count) \($0.what) (\($0.reason))" }
  }

  /// The definition in full, with its rules, one a line.
  package var rules: [(name: String, text: String)] {
    [
      ("definition", filled(definition.text)), ("prototypes", definition.counted),
      ("ties", definition.ties), ("upsampling", definition.upsampler),
      ("box", definition.box.map(filled)),
      ("parameters", parameters.isEmpty ? nil : parameters), ("source", definition.source),
    ]
    .compactMap { name, text in text.map { (name, $0) } }
  }

  /// A text with the parameters' values in place of their names.
  private func filled(_ text: String) -> String {
    card.parameters.sorted { $0.key < $1.key }.reduce(text) {
      $0.replacing("'\($1.key)'", with: Self.plain($1.value))
    }
  }

  static func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}

/// Cards as lines for a terminal and as CSV.
package enum MetricsText {
  /// Every card with its numbers and definition, then where each prototype sits.
  package static func lines(_ metrics: StageRecord.PrototypeMetrics) -> [String] {
    var lines: [String] = []
    for card in metrics.cards {
      let text = MetricCardText(card)
      lines.append("\(card.id.rawValue)  \(text.definition.title)")
      if let needs = card.needs {
        lines.append("  undefined: \(needs)")
        continue
      }
      let width = text.values.map(\.label.count).max() ?? 0
      for value in text.values {
        let label = value.label + String(repeating: " ", count: width - value.label.count)
        lines.append("  \(label)  \(value.text ?? "undefined: \(value.reason ?? "")")")
      }
      lines.append("  over \(text.scope)")
      lines += text.undefined.map { "  \($0)" }
      lines += text.rules.map { "  \($0.name): \($0.text)" }
    }
    let badges = metrics.prototypes.enumerated().compactMap { index, prototype -> String? in
      let badges = prototype.badges()
      return badges.isEmpty
        ? nil : "  \(index)  \(badges.map(\.text).joined(separator: "; "))"
    }
    return lines + (badges.isEmpty ? [] : ["prototypes"] + badges)
  }

  /// A line for each value of each card; numbers as they are stored, and nothing where there is none.
  package static func csv(
    _ measured: [(checkpoint: String, metrics: StageRecord.PrototypeMetrics)]
  ) -> String {
    var rows = [
      ["checkpoint", "card", "value", "label", "number", "split", "images", "prototypes", "reason"]
    ]
    for (checkpoint, metrics) in measured {
      for card in metrics.cards {
        for value in MetricDefinition.of(card.id).values {
          rows.append([
            checkpoint, card.id.rawValue, value.key, value.label,
            card.values[value.key].map { "\($0)" } ?? "", card.split, "\(card.imageCount)",
            "\(card.prototypeCount)", card.reason(value.key) ?? "",
          ])
        }
      }
    }
    return rows.map { $0.map(CSVTable.quoted).joined(separator: ",") + "\r\n" }.joined()
  }
}
