import Engine
import Tensors

/// The cross entropy's Hessian over all weights of a problem that is small enough.
struct WholeHessian {
  private(set) var matrix: SymmetricMatrix

  /// The weights of a matrix that is factored, and the operations of its entries.
  private static let largestSize = 1536
  private static let mostOperations = 4e9
  /// What the diagonal is raised by, as a share of it, until there is a factor.
  private static let ridges = [1e-15, 1e-13, 1e-11, 1e-9, 1e-6, 1e-3]

  /// Whether the problem is small enough.
  static func fits(_ problem: SoftmaxRegression) -> Bool {
    let size = problem.classCount * problem.featureCount
    return size <= largestSize
      && Double(size) * Double(size) * Double(problem.exampleCount) <= 2 * mostOperations
  }

  /// In k·P + j order; between classes k and l it is (1/n) Σᵢ (p_k [k = l] − p_k p_l) sᵢ sᵢᵀ.
  init(_ problem: SoftmaxRegression, _ residuals: RowMatrix) {
    let (classCount, count) = (problem.classCount, problem.featureCount)
    let pairs = (0..<classCount).flatMap { row in (0...row).map { (row, $0) } }
    let blocks = Parallel.map(pairs.count) { Self.block(problem, of: pairs[$0], residuals) }
    let size = classCount * count
    var values = [Double](repeating: 0, count: size * size)
    for ((row, column), block) in zip(pairs, blocks) {
      let sign: Double = row == column ? 1 : -1
      for first in 0..<count {
        for second in 0..<count {
          // Of a block of the product AᵀA, column by column, the lower triangle is there.
          let entry = block[min(first, second) * count + max(first, second)]
          values[(column * count + second) * size + row * count + first] = sign * entry
        }
      }
    }
    matrix = SymmetricMatrix(size: size, lowerTriangle: values)
  }

  /// Adds to the diagonal.
  mutating func add(_ values: [Double]) {
    for (place, value) in values.enumerated() { matrix.add(value, toDiagonal: place) }
  }

  /// The factor of some rows and columns, the diagonal raised as little as that takes; nil where nothing helps.
  func factor(of places: [Int]) -> CholeskyFactor? {
    var part = matrix.part(places)
    for share in Self.ridges {
      part.raiseDiagonal(by: share)
      // OpenBLAS's place.
      let factor = Parallel.map(1) { _ in
        CholeskyFactor(part, of: [Bool](repeating: true, count: part.size)[...])
      }[0]
      if factor.isExact { return factor }
    }
    return nil
  }

  private static func block(
    _ problem: SoftmaxRegression,
    of pair: (Int, Int),
    _ residuals: RowMatrix
  ) -> [Double] {
    let (exampleCount, count) = (problem.exampleCount, problem.featureCount)
    var weighted = [Double](repeating: 0, count: exampleCount * count)
    let scale = 1 / Double(exampleCount)
    problem.features.withUnsafeValues { features in
      for example in 0..<exampleCount {
        let root = (scale * weight(problem, of: pair, example, residuals)).squareRoot()
        for feature in 0..<count {
          weighted[feature * exampleCount + example] =
            root * Double(features[example * count + feature])
        }
      }
    }
    return OpenBLAS.gram(weighted, columns: count)
  }

  /// p_k (1 − p_k) for one class, p_k p_l for two.
  private static func weight(
    _ problem: SoftmaxRegression,
    of pair: (Int, Int),
    _ example: Int,
    _ residuals: RowMatrix
  ) -> Double {
    let own = problem.labels[example]
    func probability(_ label: Int) -> Double {
      max(0, residuals[example, label] + (label == own ? 1 : 0))
    }
    guard pair.0 == pair.1 else { return probability(pair.0) * probability(pair.1) }
    let residual = residuals[example, pair.0]
    return max(0, pair.0 == own ? -residual * (1 + residual) : residual * (1 - residual))
  }
}
