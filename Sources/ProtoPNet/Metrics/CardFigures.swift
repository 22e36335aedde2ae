package import Recipe

/// What one card measured: its numbers, what they depend on, and what had none and why.
package struct CardFigures: Equatable, Sendable {
  package let card: PrototypeCard
  /// Pictures and prototypes that were counted.
  package var imageCount, prototypeCount: Int
  /// Numbers that the definition leaves open, by name.
  package var parameters: [String: Double]
  /// By name; what is undefined is missing.
  package var values: [String: Double]
  package var undefined: [Undefined] = []
  /// Where masks come from, if the card uses any.
  package var maskSource: String?
  /// What is missing for the whole card.
  package var needs: String?

  /// What has no number.
  package struct Undefined: Equatable, Sendable {
    /// `pictures`, `prototypes` or the name of a value.
    package var what: String
    package var count: Int
    package var reason: String

    package init(_ what: String, _ count: Int, _ reason: String) {
      (self.what, self.count, self.reason) = (what, count, reason)
    }
  }

  init(
    _ card: PrototypeCard,
    images: Int = 0,
    prototypes: Int = 0,
    parameters: [String: Double] = [:],
    values: [String: Double?] = [:],
    needs: String? = nil
  ) {
    (self.card, imageCount, prototypeCount) = (card, images, prototypes)
    (self.parameters, self.needs) = (parameters, needs)
    self.values = values.compactMapValues { $0.flatMap { $0.isFinite ? $0 : nil } }
  }

  /// Says why something has no number, where anything has none.
  mutating func leaveOut(_ what: String, _ count: Int, _ reason: String) {
    if count > 0 { undefined.append(Undefined(what, count, reason)) }
  }
}

/// What is known of one prototype, for the badges beside its picture.
package struct PrototypeSeat: Equatable, Sendable {
  package var prototype: Int
  /// Pictures of its class.
  package var imageCount = 0
  /// The part that its peak lies on most often, and the share of pictures; nil where parts are unknown, or for
  /// a prototype that is mostly beside the object.
  package var part: String?
  package var partShare: Double?
  /// The share of pictures in which its peak is beside the object; nil where masks are unknown.
  package var backgroundShare: Double?
  package var purity: Double?
  package var purityPart: String?
  /// An earlier prototype that it is equal to.
  package var duplicateOf: Int?
}
