import Experiments

extension Claim {
  static let accuracyLoss = Claim(
    statement: "Little accuracy is lost against the backbone without prototypes",
    section: "2.5",
    published: publishedLoss,
    rule:
      "For each backbone, ProtoPNet's test accuracy minus that of the same backbone with a linear "
      + "classifier, for equal seeds: holds at -3.5 points or more, which is the paper's own limit."
  ) { input in
    BackboneTable.pairs(input).compactMap { pair in
      let cells = ComparisonCells(
        first: input.groups[pair.first],
        second: input.groups[pair.second],
        comparison: input.comparison(pair.first, pair.second)
      )
      return Finding(
        input.groups[pair.second].architecture ?? input.groups[pair.second].title,
        cells.difference,
        cells.comparison,
        .atLeast(-0.035)
      )
    }
  }

  /// The greatest loss of the paper's Table 1.
  private static var publishedLoss: String {
    let backbones = PublishedBackbone.all(of: .cub)
    let losses = backbones.compactMap { backbone in
      backbone.difference.map { (backbone, $0.value) }
    }
    guard let worst = losses.min(by: { $0.1 < $1.1 }) else { return "none" }
    return "\(Quantity.points.text(worst.1)) points at worst (\(worst.0.name))"
  }

  static let combining = Claim(
    statement: "Adding the logits of several ProtoPNets improves accuracy",
    section: "2.5",
    published: publishedCombination,
    rule:
      "Test accuracy of all networks together minus that of their best member, for equal seeds: "
      + "holds above 0."
  ) { input in
    let results = input.ensembles.results
    let largest = results.filter { result in
      !results.contains { other in
        other.members.count > result.members.count
          && Set(other.members).isSuperset(of: result.members)
      }
    }
    return largest.compactMap { result in
      let gain = Value(
        quantity: .points,
        seeds: result.comparison.differences,
        interval: result.comparison.interval
      )
      return Finding(
        EnsembleTable.name(result, input),
        gain,
        .above(0),
        sources: result.provenance(input).sources,
        figure: "\(Quantity.share.text(result.accuracy)) %, \(gain.text)"
      )
    }
  }

  private static var publishedCombination: String {
    guard let combination = PublishedCombination.all(of: .cub).first else { return "none" }
    let best = combination.architectures
      .compactMap { PublishedBackbone.of($0, .cub)?.protoPNet?.value }.max()
    return "\(combination.name): \(combination.result.text(.share)) %"
      + (best.map { " after \(Quantity.share.text($0)) % of the best" } ?? "")
  }
}

extension Claim.Finding {
  /// What a difference of accuracies says; nil where there is none.
  init?(
    _ subject: String,
    _ cell: ResultsTable.Cell,
    _ comparison: Result<PairedComparison, PredictionsAbsence>,
    _ limit: Claim.Limit
  ) {
    guard case .estimate(let estimate, _) = cell.content else { return nil }
    var interval: ClosedRange<Double>?
    if case .success(let comparison) = comparison { interval = comparison.interval }
    self.init(
      subject,
      Claim.Value(quantity: .points, seeds: estimate.values, interval: interval),
      limit,
      sources: cell.provenance?.sources ?? []
    )
  }
}
