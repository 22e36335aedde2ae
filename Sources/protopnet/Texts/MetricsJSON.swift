import Experiments
import Inspection

/// What `protopnet metrics` prints of a checkpoint for programs: cards with their definitions.
struct MetricsJSON: Encodable {
  private let checkpoint, stage: String
  private let cards: [Card]
  private let prototypes: [StageRecord.PrototypeMetrics.Prototype]

  private struct Card: Encodable {
    let card: MetricCard
    let definition: MetricDefinition

    private enum CodingKeys: String, CodingKey {
      case title, definition, counted, ties, upsampler, box, source
    }

    func encode(to encoder: any Encoder) throws {
      try card.encode(to: encoder)
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(definition.title, forKey: .title)
      try fields.encode(definition.text, forKey: .definition)
      try fields.encode(definition.counted, forKey: .counted)
      try fields.encodeIfPresent(definition.ties, forKey: .ties)
      try fields.encodeIfPresent(definition.upsampler, forKey: .upsampler)
      try fields.encodeIfPresent(definition.box, forKey: .box)
      try fields.encode(definition.source, forKey: .source)
    }
  }

  init(_ measured: MeasuredCheckpoint) {
    (checkpoint, stage) = (measured.checkpoint, measured.stage)
    cards = measured.metrics.cards.map { Card(card: $0, definition: .of($0.id)) }
    prototypes = measured.metrics.prototypes
  }
}
