import Recipe
import Tensors

/// All that passes change: the network's tensors, the optimiser, and what is known of finished passes.
extension TrainingPasses: Resumable {
  /// The part's name in a stage's progress.
  static let part = "passes"

  private static let parameter = "parameter/"
  private static let held = "head/"
  private static let firstMoment = "first_moment/"
  private static let secondMoment = "second_moment/"

  var saved: SavedState {
    var state = means.saved
    state.integers["step_count"] = [outcome.stepCount]
    state.integers["finished_pass_count"] = [outcome.passes.count]
    state.integers["is_within_pass"] = [isWithinPass ? 1 : 0]
    state.doubles["accuracies"] = outcome.passes.map(\.accuracy)
    for term in CostTerm.allCases {
      let values = outcome.passes.compactMap { $0.costs[term] }
      if !values.isEmpty { state.doubles["costs_\(term.rawValue)"] = values }
    }
    for (name, tensor) in network.checkpointParameters {
      state.tensors[Self.parameter + name] = tensor
    }
    for (name, tensor) in network.heldTensors { state.tensors[Self.held + name.rawValue] = tensor }
    let moments = optimizer.state
    state.integers["optimizer_counts"] = [
      moments.epochCount, moments.stepCount, moments.momentStepCount,
    ]
    for (name, tensor) in moments.firstMoments { state.tensors[Self.firstMoment + name] = tensor }
    for (name, tensor) in moments.secondMoments { state.tensors[Self.secondMoment + name] = tensor }
    return state
  }

  func restore(_ state: SavedState) throws(SavedStateError) {
    try restoreNetwork(state)
    try restoreOptimizer(state)
    let passCount = try state.integer("finished_pass_count")
    let stepCount = try state.integer("step_count")
    var costs: [[CostTerm: Double]] = Array(repeating: [:], count: max(passCount, 0))
    for term in CostTerm.allCases where state.doubles["costs_\(term.rawValue)"] != nil {
      let values = try state.doubles("costs_\(term.rawValue)", count: passCount)
      for (pass, value) in values.enumerated() { costs[pass][term] = value }
    }
    let accuracies = try state.doubles("accuracies", count: passCount)
    try goOn(
      after: zip(costs, accuracies).map { ($0, $1) },
      stepCount: stepCount,
      within: state.integer("is_within_pass") == 1 ? state : nil
    )
  }

  private func restoreNetwork(_ state: SavedState) throws(SavedStateError) {
    var parameters: [String: Tensor] = [:]
    for (name, tensor) in network.checkpointParameters {
      parameters[name] = try state.tensor(Self.parameter + name, shape: tensor.shape)
    }
    var held: [HeadTensor: Tensor] = [:]
    for (name, tensor) in network.heldTensors {
      held[name] = try state.tensor(Self.held + name.rawValue, shape: tensor.shape)
    }
    network.take(parameters)
    network.heldTensors = held
  }

  private func restoreOptimizer(_ state: SavedState) throws(SavedStateError) {
    var moments = optimizer.state
    let counts = try state.integers("optimizer_counts", count: 3)
    (moments.epochCount, moments.stepCount, moments.momentStepCount) =
      (counts[0], counts[1], counts[2])
    for (name, tensor) in moments.firstMoments {
      moments.firstMoments[name] = try state.tensor(Self.firstMoment + name, shape: tensor.shape)
      moments.secondMoments[name] = try state.tensor(Self.secondMoment + name, shape: tensor.shape)
    }
    optimizer.state = moments
  }
}
