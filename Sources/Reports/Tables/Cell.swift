package import Experiments

extension ResultsTable {
  /// One place of a table: never blank and never a guess.
  package struct Cell: Equatable, Sendable {
    package var content: Content
    /// The published value it is to be compared with.
    package var published: Published?
    package var provenance: Provenance?
    /// The numbers in its words, where there are any.
    package var numbers: [Number]

    package init(
      _ content: Content,
      published: Published? = nil,
      provenance: Provenance? = nil,
      numbers: [Number] = []
    ) {
      (self.content, self.published, self.provenance) = (content, published, provenance)
      self.numbers = numbers
    }

    package static let notRun = Cell(.missing(.notRun))

    package enum Content: Equatable, Sendable {
      case estimate(Estimate, Quantity)
      /// A number of somebody else's, where nothing of ours stands beside it.
      case published(PublishedResult, Quantity)
      case text(String)
      /// At least one text, and what a narrow table prints instead of several or of a long one.
      case list([String], summary: String)
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
      /// A key that a resolved experiment does not have.
      case notGiven = "not given"
      /// A measurement that has no number here; the run's page says why.
      case undefined
      /// The convex problem behind a last layer was not looked at.
      case notChecked = "not checked"
      case noPredictions = "no predictions kept"
      case noCommonSeed = "no common seed"
      case otherImages = "other test images"
      /// Logits are no numbers; footnotes say of how many images.
      case notNumbers = "NaN"
    }

    package typealias Published = PublishedResult

    /// Whether it is a number of ours.
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
      case .published(let published, let quantity): published.text(quantity)
      case .text(let text): text
      case .list(let texts, _): texts.joined(separator: "; ")
      case .missing(let reason): reason.rawValue
      }
    }

    /// Texts that a narrow table has only a summary of, and that summary.
    var long: (texts: [String], summary: String)? {
      guard case .list(let texts, let summary) = content else { return nil }
      return texts.count > 1 || texts[0].count > 60 ? (texts, summary) : nil
    }

    /// The cell with its published value behind it, `76.0 ± 0.3 (published 76.1 ± 0.2)`.
    package func text(_ quantity: Quantity?) -> String {
      guard let published, let quantity else { return ownText }
      return "\(ownText) (published \(published.text(quantity)))"
    }

    /// The same, of long texts their summary alone.
    func shortText(_ quantity: Quantity?) -> String { long?.summary ?? text(quantity) }
  }

  /// The texts that a narrow table has only summaries of, with the titles of row and column.
  var longTexts: [(place: String, texts: [String])] {
    rows.flatMap { row in
      zip(row.cells, columns).compactMap { cell, column in
        cell.long.map { ("\(row.title), \(column.title)", $0.texts) }
      }
    }
  }
}

extension ResultsTable.Cell.Reason {
  package init(_ absence: PredictionsAbsence) {
    self =
      switch absence {
      case .notRun: .notRun
      case .noPredictions: .noPredictions
      case .noCommonSeed: .noCommonSeed
      case .otherImages: .otherImages
      }
  }
}

extension StageRecord.Evaluation {
  /// Why a cost has no number.
  var absenceOfCost: ResultsTable.Cell.Reason { notNumberCount > 0 ? .notNumbers : .notApplicable }
}

extension PublishedResult {
  func text(_ quantity: Quantity) -> String {
    quantity.text(value) + (deviation.map { " ± \(quantity.text(deviation: $0))" } ?? "")
  }
}
