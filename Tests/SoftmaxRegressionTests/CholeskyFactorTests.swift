import Engine
import SoftmaxRegression
import Tensors
import Testing

struct CholeskyFactorTests {
  /// A·Aᵀ for A of random numbers, in a square of `size` rows.
  private func rows(_ size: Int, columns: Int) -> [[Double]] {
    var stream = RandomStream(seed: 5, purpose: "factors")
    let factors = (0..<size).map { _ in (0..<columns).map { _ in Double(stream.normal()) } }
    return factors.map { left in
      factors.map { right in zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }

  private func solve(_ rows: [[Double]], _ isChosen: [Bool], _ vector: [Double]) -> [Double] {
    let matrix = SymmetricMatrix(size: rows.count, lowerTriangle: rows.flatMap { $0 })
    // OpenBLAS's place.
    return Parallel.map(1) { _ in CholeskyFactor(matrix, of: isChosen[...]).solve(vector[...]) }[0]
  }

  @Test(arguments: [1, 2, 7, 40, 150])
  func solvesForTheRowsChosen(size: Int) {
    let rows = rows(size, columns: 2 * size + 3)
    for isChosen in [rows.map { _ in true }, rows.indices.map { $0 % 3 != 1 }] {
      let vector = rows.indices.map { Double($0 % 5) - 1.5 }
      let result = solve(rows, isChosen, vector)
      let errors = rows.indices.map { row in
        let product = zip(rows[row], result).reduce(0) { $0 + $1.0 * $1.1 }
        return isChosen[row] ? abs(product - vector[row]) : abs(result[row]) / 1e-300
      }
      #expect((errors.max() ?? 1) < 1e-9)
    }
  }

  /// Without a factor the diagonal is what is solved with, and rows of nothing but zeros have 0.
  @Test func takesMatricesThatHaveNoFactor() {
    let indefinite = [[4.0, 8, 0], [8, 1, 0], [0, 0, 0]]
    #expect(solve(indefinite, [true, true, true], [2, 3, 5]) == [0.5, 3, 0])
    #expect(solve(indefinite, [false, false, true], [2, 3, 5]) == [0, 0, 0])
    #expect(solve([[0]], [true], [1]) == [0])
    #expect(solve([], [], []) == [])
  }
}
