extension ResultsTable {
  /// One place of a table: never blank and never a guess.
  package struct Cell: Equatable, Sendable {
    package var content: Content
    /// The published value it is to be compared with.
    package var published: Published?
    package var provenance: Provenance?

    package init(_ content: Content, published: Published? = nil, provenance: Provenance? = nil) {
      self.content = content
      self.published = published
      self.provenance = provenance
    }

    package static let notRun = Cell(.missing(.notRun))

    package enum Content: Equatable, Sendable {
      case estimate(Estimate, Quantity)
      case text(String)
      case missing(Reason)
    }

    /// Why there is no number; its words are what the table prints.
    package enum Reason: String, Codable, Equatable, Sendable {
      case notRun = "not run"
      case notInSchedule = "not in schedule"
      case noMasks = "no masks"
      case noTraining = "no training"
      /// The model has no such thing, as a baseline has no prototypes.
      case notApplicable = "–"
      case notInAllRuns = "not in all runs"
    }

    /// A number of the paper or of somebody else's report.
    package struct Published: Codable, Equatable, Sendable {
      /// In the quantity's stored unit: shares from 0 to 1.
      package var value: Double
      package var deviation: Double?
      /// `Table 1, VGG19, ProtoPNet`.
      package var source: String

      package init(value: Double, deviation: Double? = nil, source: String) {
        self.value = value
        self.deviation = deviation
        self.source = source
      }

      func text(_ quantity: Quantity) -> String {
        quantity.text(value) + (deviation.map { " ± \(quantity.text($0))" } ?? "")
      }
    }

    package var isNumber: Bool {
      if case .estimate = content { true } else { false }
    }

    package var isMissing: Bool {
      if case .missing = content { true } else { false }
    }

    /// The cell's own words without the published value, `76.1 ± 0.2` or `not run`.
    package var ownText: String {
      switch content {
      case .estimate(let estimate, let quantity): quantity.text(estimate)
      case .text(let text): text
      case .missing(let reason): reason.rawValue
      }
    }

    /// The cell with its published value behind it, `76.0 ± 0.3 (published 76.1 ± 0.2)`.
    package func text(_ quantity: Quantity?) -> String {
      guard let published, let quantity else { return ownText }
      return "\(ownText) (published \(published.text(quantity)))"
    }
  }
}
