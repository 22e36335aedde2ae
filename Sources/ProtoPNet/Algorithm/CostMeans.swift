import Recipe

/// Costs averaged over batches or images.
struct CostMeans {
  private let coefficients: Coefficients
  private var sums: [CostTerm: Double] = [:]
  private var weight = 0.0
  private(set) var batchCount = 0
  private(set) var correctCount = 0
  private(set) var imageCount = 0

  init(_ coefficients: Coefficients) { self.coefficients = coefficients }

  /// Adds a batch of `count` images with a weight; the released code's epoch means give each batch 1.
  mutating func add(_ figures: BatchFigures, count: Int, weight: Double = 1) {
    for term in CostTerm.allCases {
      if let value = figures.costs[term] { sums[term, default: 0] += weight * value }
    }
    self.weight += weight
    batchCount += 1
    correctCount += figures.correctCount
    imageCount += count
  }

  var costs: Costs {
    Costs(sums.mapValues { $0 / max(weight, 1) }, coefficients: coefficients)
  }

  /// The share of images classified correctly, 0 to 1.
  var accuracy: Double { Double(correctCount) / Double(max(imageCount, 1)) }
}

extension CostMeans: Resumable {
  var saved: SavedState {
    var state = SavedState()
    for (term, sum) in sums { state.doubles["sum_\(term.rawValue)"] = [sum] }
    state.doubles["weight"] = [weight]
    state.integers["counts"] = [batchCount, correctCount, imageCount]
    return state
  }

  mutating func restore(_ state: SavedState) throws(SavedStateError) {
    sums = [:]
    for term in CostTerm.allCases where state.doubles["sum_\(term.rawValue)"] != nil {
      sums[term] = try state.doubles("sum_\(term.rawValue)", count: 1)[0]
    }
    weight = try state.doubles("weight", count: 1)[0]
    let counts = try state.integers("counts", count: 3)
    (batchCount, correctCount, imageCount) = (counts[0], counts[1], counts[2])
  }
}
