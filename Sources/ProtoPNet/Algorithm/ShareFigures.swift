import Ranks
import Recipe
import Tensors

/// What a share of a batch costs, weighed by its part of the batch.
struct ShareFigures {
  private var costs: [CostTerm: Double] = [:]
  private var correctCount = 0

  /// Of a share without images.
  init() {}

  init(_ figures: BatchFigures, weight: Double) {
    costs = figures.costs.values.mapValues { weight * $0 }
    correctCount = figures.correctCount
  }

  /// The figures of all ranks' shares, in the order of shares.
  static func gather(_ own: [ShareFigures], among ranks: any RankGroup) -> [ShareFigures] {
    if ranks.isAlone { return own }
    let numbers = ranks.gather(own.flatMap(\.numbers))
    return stride(from: 0, to: numbers.count, by: numberCount).map {
      ShareFigures(numbers: Array(numbers[$0..<$0 + numberCount]))
    }
  }

  /// The figures of the whole batch.
  static func mean(_ shares: [ShareFigures], _ coefficients: Coefficients) -> BatchFigures {
    var sums: [CostTerm: Double] = [:]
    for share in shares { for (term, cost) in share.costs { sums[term, default: 0] += cost } }
    return BatchFigures(
      costs: Costs(sums, coefficients: coefficients),
      correctCount: shares.reduce(0) { $0 + $1.correctCount },
      logits: Tensor(shape: [0])
    )
  }

  // MARK: - As numbers that ranks send each other

  private static let numberCount = 1 + 2 * CostTerm.allCases.count

  /// The count, and of every term whether there is one and its value.
  private var numbers: [Double] {
    [Double(correctCount)]
      + CostTerm.allCases.flatMap { [costs[$0] == nil ? 0 : 1, costs[$0] ?? 0] }
  }

  private init(numbers: [Double]) {
    correctCount = Int(numbers[0])
    for (index, term) in CostTerm.allCases.enumerated() where numbers[1 + 2 * index] != 0 {
      costs[term] = numbers[2 + 2 * index]
    }
  }
}
