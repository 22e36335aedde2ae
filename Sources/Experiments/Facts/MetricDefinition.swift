package import Recipe

/// What a card of prototypes asks, and how, in words.
package struct MetricDefinition: Equatable, Sendable {
  package let title: String
  package let text: String
  /// Which prototypes are counted.
  package let counted: String
  /// What happens at ties, how maps are brought to pixels, and which box or patch is meant; nil where the card
  /// has nothing of the kind.
  package var ties, upsampler, box: String?
  package let source: String
  package let values: [Value]

  /// A number of a card.
  package struct Value: Equatable, Sendable {
    package let key: String
    package let label: String
    package let unit: Unit
    /// Whether larger is better; nil where neither is.
    package let isBetterLarger: Bool?
  }

  /// How a number is printed.
  package enum Unit: String, Sendable {
    /// From 0 to 1, in percent.
    case share
    /// A difference of shares, in percentage points.
    case points
    case number
    case count
  }

  static let bicubic = "bicubic, a = −0.75, half-pixel centres, border replicated (cv2 INTER_CUBIC)"
  static let gridTies =
    "the first of the highest latent cells, row by row; over it, the first of the highest pixels"

  static func value(
    _ key: String,
    _ label: String,
    _ unit: Unit,
    _ isBetterLarger: Bool? = nil
  ) -> Value {
    Value(key: key, label: label, unit: unit, isBetterLarger: isBetterLarger)
  }

  package static func of(_ card: PrototypeCard) -> MetricDefinition {
    switch card {
    case .partHits: partHits
    case .purity: purity
    case .relevance: relevance
    case .seat: seat
    case .size: size
    case .sparsity: sparsity
    case .saliency: saliency
    case .deletion: deletion
    case .noiseChange: noiseChange
    case .misalignment: misalignment
    case .score: score
    case .redrawing: redrawing
    }
  }
}
