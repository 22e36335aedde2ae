/// A statement of the paper that runs can support or contradict.
struct Claim: Sendable {
  /// What the paper says, in a few words.
  var statement: String
  /// Where: `2.5`.
  var section: String
  /// What the paper reports itself; a claim without a figure of its own says so.
  var published: String
  /// The check and when it gives which verdict, in one or two sentences.
  var rule: String
  /// What the runs say; nothing where none of them can be asked.
  var findings: @Sendable (TableInput) throws(ReportError) -> [Finding]

  /// What one group of runs, or two held against each other, say of a claim.
  struct Finding: Sendable {
    var subject: String
    var figure: String
    var verdict: Verdict
    var sources: [Provenance.Source]
    /// The figure as a number, where the figures of several findings have a range.
    var value: Value?
  }

  struct Value: Sendable {
    var number: Double
    var quantity: Quantity
  }

  enum Verdict: String, Sendable {
    case holds
    case fails = "does not hold"
    /// The figure is compatible with both.
    case undecided = "not decided"

    /// Whether a mean that an interval may stand beside meets a limit.
    ///
    /// With an interval the whole of it has to lie on one side; without one the mean decides.
    init(_ mean: Double, _ interval: ClosedRange<Double>?, _ limit: Limit) {
      let bounds = interval ?? mean...mean
      if limit.isMet(by: bounds.lowerBound) {
        self = .holds
      } else {
        self = limit.isMet(by: bounds.upperBound) ? .undecided : .fails
      }
    }
  }

  /// What a figure is asked to be.
  enum Limit {
    case atLeast(Double)
    case above(Double)

    func isMet(by value: Double) -> Bool {
      switch self {
      // Differences of shares may miss the limit by a rounding error.
      case .atLeast(let limit): value >= limit - 1e-12
      case .above(let limit): value > limit + 1e-12
      }
    }
  }

  /// All claims in the order of the paper.
  static let all: [Claim] =
    [ownClassPatches, projectionKeepsAccuracy, theorem, lastLayerImproves, sparseLastLayer]
    + costs + [accuracyLoss, combining, pruning]
}
