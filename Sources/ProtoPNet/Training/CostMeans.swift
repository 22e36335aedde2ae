/// Costs averaged over batches or images.
struct CostMeans {
  private let coefficients: Coefficients
  private var sums = [Double?](repeating: nil, count: 6)
  private var weight = 0.0
  private(set) var batchCount = 0
  private(set) var correctCount = 0
  private(set) var imageCount = 0

  init(_ coefficients: Coefficients) { self.coefficients = coefficients }

  /// Adds a batch of `count` images with a weight; the released code's epoch means give each batch 1.
  mutating func add(_ figures: BatchFigures, count: Int, weight: Double = 1) {
    let costs = figures.costs
    let terms: [Double?] = [
      costs.crossEntropy, costs.cluster, costs.separation, costs.averageSeparation,
      costs.lastLayerL1, costs.lastLayerNorm,
    ]
    for (index, term) in terms.enumerated() {
      if let term { sums[index] = (sums[index] ?? 0) + weight * term }
    }
    self.weight += weight
    batchCount += 1
    correctCount += figures.correctCount
    imageCount += count
  }

  var costs: Costs {
    let means = sums.map { sum in sum.map { $0 / max(weight, 1) } }
    return Costs(
      crossEntropy: means[0] ?? 0,
      cluster: means[1],
      separation: means[2],
      averageSeparation: means[3],
      lastLayerL1: means[4],
      lastLayerNorm: means[5],
      coefficients: coefficients
    )
  }

  /// The share of images classified correctly, 0 to 1.
  var accuracy: Double { Double(correctCount) / Double(max(imageCount, 1)) }
}
