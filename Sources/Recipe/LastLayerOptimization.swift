/// How stage 3 optimises the last layer.
package struct LastLayerOptimization: Hashable, Sendable {
  package enum Solver: String, CaseIterable, Codable, Sendable {
    /// The released code's passes of Adam.
    case adam
    /// The convex problem that the stage is, to a certified gap.
    case convex
  }

  package var solver = Solver.adam
  /// Of Adam.
  package var length = Length.epochs(20)
  /// The certified gap, relative to the objective, at which the convex solver stops.
  package var tolerance = 1e-6
  /// What own-class weights of the convex problem may be at most in size; ``usualOwnClassLimit`` unless
  /// given.
  package var ownClassLimit: Double?
  /// The convex solver's iterations at most.
  package var iterationLimit = 200

  /// A hundred times what own-class weights begin with.
  package static let usualOwnClassLimit = 100.0

  package init() {}
}
