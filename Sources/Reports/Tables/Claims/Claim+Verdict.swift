extension Claim {
  /// What runs say of a claim.
  enum Verdict: String, Sendable {
    case holds
    case fails = "does not hold"
    /// One seed was run, and it says nothing of another training.
    case holdsOnce = "holds for one network only"
    case failsOnce = "does not hold for one network"
    /// The figures are compatible with both.
    case undecided = "not decided"

    /// Whether figures of a method, one a seed, meet a limit.
    ///
    /// All seeds have to lie on one side of it, and so has the whole interval over seeds and images
    /// where there is one. One seed decides about its own network alone. docs/statistics.md says why.
    init(_ seeds: [Double], _ interval: ClosedRange<Double>?, _ limit: Limit) {
      let bounds = seeds + (interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
      let isOne = seeds.count == 1
      if seeds.isEmpty {
        self = .undecided
      } else if bounds.allSatisfy(limit.isMet) {
        self = isOne ? .holdsOnce : .holds
      } else if bounds.allSatisfy(limit.isMissed) {
        self = isOne ? .failsOnce : .fails
      } else {
        self = .undecided
      }
    }
  }

  /// What a figure is asked to be.
  enum Limit {
    case atLeast(Double)
    case above(Double)
    case below(Double)

    func isMet(by value: Double) -> Bool {
      switch self {
      // Differences of shares may miss the limit by a rounding error.
      case .atLeast(let limit): value >= limit - 1e-12
      case .above(let limit): value > limit + 1e-12
      case .below(let limit): value < limit - 1e-12
      }
    }

    /// Whether a value contradicts it; no difference at all contradicts neither sign.
    func isMissed(by value: Double) -> Bool {
      switch self {
      case .atLeast: !isMet(by: value)
      case .above(let limit): Limit.below(limit).isMet(by: value)
      case .below(let limit): Limit.above(limit).isMet(by: value)
      }
    }
  }
}

extension Claim.Finding {
  /// A figure of a method by its seeds, with the verdict that follows; nil without a seed.
  init?(
    _ subject: String,
    _ value: Claim.Value,
    _ limit: Claim.Limit,
    sources: [Provenance.Source],
    figure: String? = nil
  ) {
    guard !value.seeds.isEmpty else { return nil }
    self.init(
      subject: subject,
      figure: figure ?? value.text,
      verdict: .init(value.seeds, value.interval, limit),
      sources: sources,
      value: value
    )
  }
}
