/// What a schedule says of stage 3 as the convex problem that it is.
package struct ConvexLastLayer: Hashable, Sendable {
  /// B of ``LastLayerProblem``.
  package var ownClassLimit: Double
  package var solver: LastLayerSolver.Settings

  package init(
    ownClassLimit: Double = LastLayerProblem.usualOwnClassLimit,
    solver: LastLayerSolver.Settings = .init()
  ) {
    self.ownClassLimit = ownClassLimit
    self.solver = solver
  }
}
