/// A number of the paper or of somebody else's report, to be printed beside ours.
package struct PublishedResult: Codable, Equatable, Sendable {
  /// In the quantity's stored unit: shares from 0 to 1.
  package var value: Double
  package var deviation: Double?
  /// Where it was printed: `Chen et al. 2019, Table 1`.
  package var source: String
  /// Its place there: `VGG-16, ProtoPNet`.
  package var place: String?

  package init(value: Double, deviation: Double? = nil, source: String, place: String? = nil) {
    (self.value, self.deviation, self.source, self.place) = (value, deviation, source, place)
  }

  /// A figure in percent as the paper prints it.
  init(percent: Double, _ deviation: Double? = nil, source: String, place: String) {
    self.init(
      value: percent / 100,
      deviation: deviation.map { $0 / 100 },
      source: source,
      place: place
    )
  }

  /// `Chen et al. 2019, Table 1: VGG-16, ProtoPNet`.
  package var citation: String { place.map { "\(source): \($0)" } ?? source }
}
