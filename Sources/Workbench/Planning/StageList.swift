import Experiments
import ProtoPNet
import SoftmaxRegression

extension Experiment {
  /// The schedule as a list of stages; stages of length 0 are left out.
  ///
  /// A baseline has the warm-up and the joint stages.
  var stages: [Stage] {
    var stages: [Stage] = []
    func append(_ stage: Stage, _ length: Experiments.Length) {
      if length.isPositive { stages.append(stage) }
    }
    append(.warmUp(schedule.warmUp.training), schedule.warmUp)
    var number = 0
    for cycle in schedule.cycles {
      for _ in 0..<cycle.repeat {
        number += 1
        if let length = cycle.joint { append(.joint(cycle: number, length.training), length) }
        if model == .baseline { continue }
        if cycle.projection { stages.append(.projection(cycle: number)) }
        if let last = cycle.lastLayer {
          switch last.solver {
          case .adam: append(.lastLayer(cycle: number, last.length.training), last.length)
          case .convex:
            stages.append(.convexLastLayer(cycle: number, last.convex))
          }
        }
        if let pruning = cycle.pruning { stages.append(pruning.stage(cycle: number)) }
      }
    }
    return stages
  }
}

extension Experiment.LastLayer {
  fileprivate var convex: ConvexLastLayer {
    ConvexLastLayer(
      ownClassLimit: ownClassLimit ?? ConvexLastLayer.usualOwnClassLimit,
      solver: .init(tolerance: tolerance, iterationLimit: iterationLimit)
    )
  }
}

extension Experiment.Pruning {
  fileprivate func stage(cycle: Int) -> Stage {
    .pruning(cycle: cycle, ProtoPNet.Pruning(nearest: nearest, threshold: threshold))
  }
}

extension Experiments.Length {
  var training: ProtoPNet.Length {
    switch self {
    case .epochs(let count): .epochs(count)
    case .steps(let count): .steps(count)
    }
  }

  var isPositive: Bool {
    switch self {
    case .epochs(let count), .steps(let count): count > 0
    }
  }
}
