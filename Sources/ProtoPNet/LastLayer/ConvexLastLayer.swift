package import SoftmaxRegression

/// What a schedule says of stage 3 as the convex problem that it is: a sparse softmax regression.
///
/// Features are similarities, and a prototype's own-class weight carries no penalty. The paper limits no
/// weight; where the minimiser lies inside the limit, it is the paper's.
/// Source: paper §2.2, "convex optimization of last layer".
package struct ConvexLastLayer: Hashable, Sendable {
  /// B of ``SoftmaxRegression``.
  package var ownClassLimit: Double
  package var solver: SoftmaxRegressionSolver.Settings

  /// A hundred times what own-class weights begin with.
  package static let usualOwnClassLimit = 100.0

  package init(
    ownClassLimit: Double = usualOwnClassLimit,
    solver: SoftmaxRegressionSolver.Settings = .init()
  ) {
    self.ownClassLimit = ownClassLimit
    self.solver = solver
  }
}
