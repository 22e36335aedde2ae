package import Recipe

/// One measurement of prototypes: its numbers with all they depend on, and what had none and why.
///
/// What the card asks and how is ``MetricDefinition/of(_:)``, by its identifier.
package struct MetricCard: Codable, Equatable, Sendable {
  package var id: PrototypeCard
  package var split: String
  /// The edge of an input, in pixels.
  package var imageSize: Int
  /// Pictures and prototypes that were counted.
  package var imageCount: Int
  package var prototypeCount: Int
  /// Numbers that the definition leaves open, such as the seed of noise, by name.
  package var parameters: [String: Double]
  /// By the names of the definition's values; what is undefined is missing.
  package var values: [String: Double]
  package var undefined: [Undefined]
  /// Where masks come from; nil for a card without.
  package var maskSource: String?
  /// What is missing for the whole card; nil where it was measured.
  package var needs: String?

  /// What has no number, how often, and why.
  package struct Undefined: Codable, Equatable, Sendable {
    /// `pictures`, `prototypes` or the name of a value.
    package var what: String
    package var count: Int
    package var reason: String

    package init(what: String, count: Int, reason: String) {
      (self.what, self.count, self.reason) = (what, count, reason)
    }
  }

  package init(
    id: PrototypeCard,
    split: String,
    imageSize: Int,
    imageCount: Int,
    prototypeCount: Int,
    parameters: [String: Double] = [:],
    values: [String: Double] = [:],
    undefined: [Undefined] = [],
    maskSource: String? = nil,
    needs: String? = nil
  ) {
    (self.id, self.split, self.imageSize) = (id, split, imageSize)
    (self.imageCount, self.prototypeCount) = (imageCount, prototypeCount)
    (self.parameters, self.values, self.undefined) = (parameters, values, undefined)
    (self.maskSource, self.needs) = (maskSource, needs)
  }

  /// Why a value has no number, in words; nil where it has one.
  package func reason(_ key: String) -> String? {
    guard values[key] == nil else { return nil }
    if let needs { return needs }
    return undefined.first { $0.what.split(separator: ", ").contains { $0 == key } }?.reason
      ?? undefined.first?.reason ?? "nothing to measure"
  }
}
