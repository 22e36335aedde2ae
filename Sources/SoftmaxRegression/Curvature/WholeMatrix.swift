import Engine

/// A curvature model's matrix over its whole support, for a preconditioner that leaves no coupling out.
///
/// The blocks of classes leave conjugate gradients slow where features are all but equal in all classes.
struct WholeMatrix {
  private let matrix: SymmetricMatrix

  /// What the diagonal is raised by, as a share of it: rounding may leave no factor otherwise.
  private static let ridge = 1e-12

  init(_ model: CurvatureModel) {
    let size = model.support.count
    let columns = Parallel.map(size) { column in
      var unit = [Double](repeating: 0, count: size)
      unit[column] = 1
      return model.pieces.reduce(into: [Double](repeating: 0, count: size)) { sum, piece in
        for (row, value) in piece.product(unit).enumerated() { sum[row] += value }
      }
    }
    var matrix = SymmetricMatrix(size: size, lowerTriangle: columns.flatMap { $0 })
    matrix.raiseDiagonal(by: Self.ridge)
    self.matrix = matrix
  }

  /// A solver with the rows and columns of the members chosen, which has 0 at the others.
  func preconditioner(of isChosen: [Bool]) -> ([Double]) -> [Double] {
    // OpenBLAS's place.
    let factor = Parallel.map(1) { _ in CholeskyFactor(matrix, of: isChosen[...]) }[0]
    return { vector in Parallel.map(1) { _ in factor.solve(vector[...]) }[0] }
  }
}
