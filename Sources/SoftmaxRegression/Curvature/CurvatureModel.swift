import Engine

/// The cross entropy's Hessian on a support, in the terms that matter.
///
/// Example i contributes (1/n) (diag(dᵢ) − pᵢ pᵢᵀ / tᵢ) ⊗ sᵢ sᵢᵀ, over the classes for which it was chosen. Most
/// probabilities of most examples are next to nothing, so a product takes a small part of all n·K of them.
struct CurvatureModel {
  let support: Support
  /// All examples, cut by the problem alone, so that sums do not depend on the number of threads.
  let pieces: [CurvaturePiece]

  /// The examples of a piece that a class chose, in the mean: OpenBLAS takes 20 ns for a product of nothing
  /// and 140 ns for 128 examples and ten members; far more would leave a core's cache between two products.
  private static let meanRowCount = 128

  init(
    _ problem: SoftmaxRegression,
    _ support: Support,
    residuals: RowMatrix,
    _ choice: CurvatureSample.Choice
  ) {
    self.support = support
    let (count, classCount) = (problem.exampleCount, problem.classCount)
    let samples = Parallel.map(classCount) { CurvatureSample($0, problem, residuals, choice) }
    let rowCount = samples.reduce(0) { $0 + $1.examples.count }
    let pieceCount = max(1, rowCount / (Self.meanRowCount * classCount))
    pieces = Parallel.map(pieceCount) { piece in
      CurvaturePiece(
        count * piece / pieceCount..<count * (piece + 1) / pieceCount,
        problem,
        support,
        samples,
        isNormalized: choice.isNormalized
      )
    }
  }

  /// What a direction on the support makes of logits, piece by piece.
  func movements(along direction: [Double]) -> [LogitMovement] {
    Parallel.map(pieces.count) { pieces[$0].movement(along: direction) }
  }

  /// The Hessian times a direction, both on the support.
  func product(_ direction: [Double]) -> [Double] {
    let parts = Parallel.map(pieces.count) { pieces[$0].product(direction) }
    return parts.dropFirst().reduce(into: parts[0]) { sum, part in
      for index in sum.indices { sum[index] += part[index] }
    }
  }

  /// (1/n) Σ (d − p²) s sᵀ of some members of a class; `Parallel`'s bodies alone call it.
  func gram(_ label: Int, _ members: Range<Int>) -> SymmetricMatrix {
    let rowCount = pieces.reduce(0) { $0 + $1.entries[label].count }
    var weighted = [Double](repeating: 0, count: rowCount * members.count)
    var first = 0
    for piece in pieces {
      piece.fill(&weighted, label, members, from: first, rowCount: rowCount)
      first += piece.entries[label].count
    }
    return SymmetricMatrix(
      size: members.count,
      lowerTriangle: OpenBLAS.gram(weighted, columns: members.count)
    )
  }
}
