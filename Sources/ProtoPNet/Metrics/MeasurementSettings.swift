package import Recipe

/// What is measured of prototypes, and the numbers that the cards' definitions leave open.
package struct MeasurementSettings: Equatable, Sendable {
  package var cards: Set<PrototypeCard> = Set(PrototypeCard.allCases)
  package var batchSize = 32
  /// Pictures of the passes that take many evaluations a picture, evenly spread; nil takes all.
  package var limitedCount: Int? = 32
  /// Pictures of ten that must show a part for its purity to count.
  package var leastSupport = 0
  /// Draws of noise and their seed.
  package var draws = 3
  package var noiseSeed: UInt64 = 1
  /// Noise in ImageNet's standard deviations, and what it is cut at.
  package var noiseDeviation: Float = 0.2
  package var noiseLimit: Float = 0.25

  package init() {}

  /// The most similar prototypes whose places, activations and ranks under noise are compared.
  package static let comparedCount = 5
  /// The most similar prototypes of a picture's class that are held against its mask.
  package static let relevantCount = 10
  /// The pictures that a prototype's purity is of.
  package static let purityCount = 10
  /// A prototype is consistent that finds a part in this share of the pictures.
  package static let consistencyThreshold = 0.8

  /// Whether any of some cards is asked for.
  func includes(_ cards: PrototypeCard...) -> Bool { !self.cards.isDisjoint(with: cards) }

  /// The places of the pictures of limited passes, of so many.
  func limited(_ count: Int) -> [Int] {
    let chosen = min(limitedCount ?? count, count)
    return (0..<chosen).map { $0 * count / chosen }
  }
}
