import Experiments
import Recipe

/// The cards of prototypes over experiments: a table for what belongs together, a row for each experiment.
enum MetricTables {
  /// What one table shows, by card and the names of its values.
  private struct Kind {
    let caption: String
    let cards: [(card: PrototypeCard, keys: [String])]
  }

  private static let kinds = [
    Kind(
      caption: "Prototypes and the parts of the object",
      cards: [
        (.partHits, ["consistency", "stability", "meanHitShare"]),
        (.purity, ["purity", "partRelatedShare"]), (.seat, ["partShare", "backgroundShare"]),
        (.score, ["sparsity", "score"]),
      ]
    ),
    Kind(
      caption: "Prototypes and the object",
      cards: [
        (.relevance, ["hit", "energy", "maskRelevance"]),
        (.saliency, ["contentHeat", "outsideInside", "intersection"]),
        (.deletion, ["deletion", "insertion"]),
      ]
    ),
    Kind(
      caption: "Size of explanations, and change",
      cards: [
        (.size, ["global", "localOfPredicted"]), (.sparsity, ["sparsity", "negativePositive"]),
        (.noiseChange, ["place", "activation", "rank", "accuracyChange"]),
        (.misalignment, ["place", "activation", "rank", "accuracyChange"]),
      ]
    ),
    Kind(
      caption: "Redrawn birds",
      cards: [(.redrawing, ["accuracy", "csdc", "pc", "dc", "d", "sd", "ts", "bi"])]
    ),
  ]

  static func tables(_ groups: [RunGroup]) -> [ResultsTable] {
    kinds.enumerated().map { order, kind in
      ResultsTable(
        caption: kind.caption,
        rowHeading: "experiment",
        columns: kind.cards.flatMap { card, keys in keys.map { column(card, $0) } },
        rows: groups.map { group in
          ResultsTable.Row(
            group.title,
            kind.cards.flatMap { card, keys in keys.map { cell(group, card, $0) } }
          )
        },
        // What limits the figures is the same of all tables, and said under the last one.
        footnotes: order == kinds.count - 1 ? Footnotes.of(groups.map { [$0] }) : []
      )
    }
  }

  private static func column(_ card: PrototypeCard, _ key: String) -> ResultsTable.Column {
    let definition = MetricDefinition.of(card)
    let value = definition.values.first { $0.key == key }
    let quantity: Quantity =
      switch value?.unit {
      case .share: .share
      case .points: .points
      case .count: .count
      case .number, nil: .cost
      }
    // Two cards measure places, activations and ranks.
    let label = value?.label ?? key
    let title = card == .misalignment ? "\(label), rest hidden" : label
    return ResultsTable.Column(title, quantity, meaning: "\(definition.title), \(card.rawValue).")
  }

  private static func cell(_ group: RunGroup, _ card: PrototypeCard, _ key: String)
    -> ResultsTable.Cell
  {
    SeedMerge.cell(group.finished.map { cell($0, card, key) })
  }

  private static func cell(_ run: LoadedRun, _ card: PrototypeCard, _ key: String)
    -> ResultsTable.Cell
  {
    let stages = run.record.stages
    guard let index = stages.lastIndex(where: { $0.prototypeMetrics != nil }),
      let cards = stages[index].prototypeMetrics?.cards,
      let place = cards.firstIndex(where: { $0.id == card })
    else { return .notRun }
    guard let value = cards[place].values[key], let quantity = column(card, key).quantity else {
      return .init(.missing(.undefined))
    }
    return run.cell(
      value,
      quantity,
      field: "prototypeMetrics.cards[\(place)].values.\(key)",
      stage: index,
      split: cards[place].split
    )
  }
}
