/// The stages of a run: warm-up, then cycles of joint stage, projection and last layer.
///
/// Source: paper §2.2; main.py.
package struct Schedule: Hashable, Sendable {
  package var warmUp = Length.epochs(5)
  package var cycles: [Cycle] = []

  package init() {}

  /// One pass of the paper's stages 1 to 3; a stage that is not named is left out.
  package struct Cycle: Hashable, Sendable {
    package var joint: Length?
    package var projection = true
    package var lastLayer: LastLayerOptimization?
    /// After the last layer; a cycle of a last layer alone may follow to optimise it again.
    package var pruning: Pruning?
    /// How often the cycle runs, one after the other.
    package var `repeat` = 1

    package init() {}
  }

  /// The schedule as a list of stages; stages of length 0 are left out.
  ///
  /// A baseline has the warm-up and the joint stages.
  package func stages(of model: Model) -> [Stage] {
    var stages: [Stage] = []
    if warmUp.isPositive { stages.append(.warmUp(warmUp)) }
    var number = 0
    for cycle in cycles {
      for _ in 0..<cycle.repeat {
        number += 1
        if let length = cycle.joint, length.isPositive {
          stages.append(.joint(cycle: number, length))
        }
        if model == .protopnet { stages += cycle.stagesOfPrototypes(number) }
      }
    }
    return stages
  }
}

extension Schedule.Cycle {
  /// Projection, last layer and pruning as far as the cycle has them.
  fileprivate func stagesOfPrototypes(_ number: Int) -> [Stage] {
    var stages: [Stage] = []
    if projection { stages.append(.projection(cycle: number)) }
    if let lastLayer, lastLayer.solver == .convex || lastLayer.length.isPositive {
      stages.append(.lastLayer(cycle: number, lastLayer))
    }
    if let pruning { stages.append(.pruning(cycle: number, pruning)) }
    return stages
  }
}
