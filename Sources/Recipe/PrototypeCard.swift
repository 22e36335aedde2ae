/// A measurement of prototypes with a fixed definition; a change of the definition changes the number behind
/// the slash.
package enum PrototypeCard: String, CaseIterable, Codable, Sendable {
  case partHits = "huang-2023/1"
  case purity = "pip-net-purity/1"
  case relevance = "cabrnet-relevance/1"
  case seat = "sits-on/1"
  case size = "explanation-size/1"
  case sparsity = "sparsity/1"
  case saliency = "saliency/1"
  case deletion = "deletion-insertion/1"
  case noiseChange = "location-change/1"
  case misalignment = "location-misalignment/1"
  case score = "protopnext/1"
  case redrawing = "funnybirds/1"

  /// The card of an identifier, with or without its version.
  package init?(named name: String) {
    guard
      let card = Self.allCases.first(where: { $0.rawValue == name || $0.name == name })
    else { return nil }
    self = card
  }

  /// The identifier without its version.
  package var name: String { String(rawValue.prefix { $0 != "/" }) }
}
