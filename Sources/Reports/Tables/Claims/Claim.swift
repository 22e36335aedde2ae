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
    /// The figure as numbers, for its range over findings and for data.
    var value: Value?
  }

  /// A figure's mean over the seeds, each seed's own, and the interval where there is one.
  struct Value: Sendable {
    var quantity: Quantity
    var seeds: [Double]
    var interval: ClosedRange<Double>?

    var number: Double { seeds.reduce(0, +) / Double(max(seeds.count, 1)) }

    /// `+1.2 points (-0.4 to +2.5; seeds +0.3, +2.1)`.
    var text: String {
      let number = quantity.text(number) + (quantity.unit.map { " \($0)" } ?? "")
      let range = interval.map {
        "\(quantity.text($0.lowerBound)) to \(quantity.text($0.upperBound))"
      }
      let own = seeds.map { quantity.text($0) }.joined(separator: ", ")
      let details = [range, seeds.count > 1 ? "seeds \(own)" : nil].compactMap(\.self)
      return details.isEmpty ? number : "\(number) (\(details.joined(separator: "; ")))"
    }
  }

  /// All claims in the order of the paper.
  static let all: [Claim] =
    [ownClassPatches, projectionKeepsAccuracy, theorem, lastLayerImproves, sparseLastLayer]
    + costs + [accuracyLoss, combining, pruning]
}
