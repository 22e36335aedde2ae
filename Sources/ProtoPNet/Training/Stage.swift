/// How long a stage trains.
package enum Length: Hashable, Sendable {
  /// Passes over the training images.
  case epochs(Int)
  /// Optimiser steps, whatever the number of images.
  case steps(Int)
}

/// The stages that run an optimiser.
package enum TrainingStage: String, Hashable, Sendable {
  /// Add-on layers and prototypes, before the first cycle.
  case warmUp = "warm-up"
  /// Stage 1: all layers before the last one.
  case joint
  /// Stage 3: the last layer alone.
  case lastLayer = "last-layer"
}

/// One entry of a schedule.
package enum Stage: Hashable, Sendable {
  case warmUp(Length)
  case joint(cycle: Int, Length)
  case projection(cycle: Int)
  case lastLayer(cycle: Int, Length)
  /// Stage 3 as the convex problem that it is, solved to a certificate.
  case convexLastLayer(cycle: Int, ConvexLastLayer)
  /// Removal of the prototypes of mixed neighbourhoods.
  case pruning(cycle: Int, Pruning)

  /// The stage's place in the schedule, such as `warm-up` or `cycle-1/joint`.
  package var name: String {
    switch self {
    case .warmUp: "warm-up"
    case .joint(let cycle, _): "cycle-\(cycle)/joint"
    case .projection(let cycle): "cycle-\(cycle)/projection"
    case .lastLayer(let cycle, _), .convexLastLayer(let cycle, _): "cycle-\(cycle)/last-layer"
    case .pruning(let cycle, _): "cycle-\(cycle)/pruning"
    }
  }

  /// The optimiser that the stage runs, if any.
  package var training: TrainingStage? {
    switch self {
    case .warmUp: .warmUp
    case .joint: .joint
    case .projection, .convexLastLayer, .pruning: nil
    case .lastLayer: .lastLayer
    }
  }
}
