import HeadKernels
import Ranks
import Recipe
import SoftmaxRegression
import Tensors

extension StageTrainer {
  /// Stage 3 as the convex problem that it is on fixed similarities, solved to a certificate.
  ///
  /// The problem is over all training images, and over their mirror images where training uses those.
  ///
  /// - Throws: `ImageError` for an unreadable picture, `NetworkError` where the network cannot be
  ///   compiled, and what keeping rows throws.
  func solveLastLayer(
    _ stage: Stage,
    _ optimization: LastLayerOptimization
  ) throws -> StageOutcome {
    let network = prototypeNetwork
    network.releaseCompiledNetworks()
    defer { network.releaseCompiledNetworks() }
    let function = network.head.prototypeLayer.similarityFunction
    let similarities = try cacheOfTrainingImages(stage, computing: "similarities", rowShape) {
      function.values(at: network.distances(try network.evaluate(.whole, $0)))
    }
    var outcome = StageOutcome()
    outcome.usedCachedFeatures = true
    try ranks.agreeing {
      guard ranks.isFirst else { return }
      try solveLastLayer(stage, optimization, similarities, &outcome)
    }
    ranks.broadcast(&network.head.lastLayer.weight)
    return outcome
  }

  /// Sets the last layer to the solution for similarities [N, P].
  private func solveLastLayer(
    _ stage: Stage,
    _ optimization: LastLayerOptimization,
    _ similarities: any FeatureCache,
    _ outcome: inout StageOutcome
  ) throws {
    let network = prototypeNetwork
    let problem = lastLayerProblem(
      try similarities.allRows(),
      ownClassLimit: optimization.ownClassLimit ?? LastLayerOptimization.usualOwnClassLimit
    )
    let solution = try solve(
      problem,
      SoftmaxRegressionSolver.Settings(
        tolerance: optimization.tolerance,
        iterationLimit: optimization.iterationLimit
      ),
      stage
    )
    let fit = LastLayerFit(
      .convex,
      problem,
      solution,
      coefficients: settings.coefficients,
      weightBefore: network.head.lastLayer.weight,
      weight: solution.weight
    )
    network.head.lastLayer.weight = solution.weight
    outcome.lastLayer = fit
    if let warning = fit.warning {
      outcome.warnings.append("\(stage.name): \(warning)")
      observer?.warned(warning, in: stage)
    }
  }

  /// How far from the optimum the present last layer is, given the cached distances, [N, P].
  ///
  /// `weightBefore`, [K, P], is the last layer as it was before the stage.
  ///
  /// - Throws: What reading kept rows throws.
  func fitOfLastLayer(
    _ distances: any FeatureCache,
    weightBefore: Tensor,
    _ stage: Stage
  ) throws -> LastLayerFit {
    let prototypeLayer = prototypeNetwork.head.prototypeLayer
    let layer = prototypeNetwork.head.lastLayer
    let largest = layer.ownClassWeights(prototypeClass: prototypeLayer.prototypeClass)
      .reduce(0) { max($0, abs($1)) }
    let problem = lastLayerProblem(
      prototypeLayer.similarityFunction.values(at: try distances.allRows()),
      // Adam knows no limit; the problem is one that its weights are allowed in.
      ownClassLimit: max(LastLayerOptimization.usualOwnClassLimit, Double(largest))
    )
    return LastLayerFit(
      .adam,
      problem,
      try solve(problem, SoftmaxRegressionSolver.Settings(), stage),
      coefficients: settings.coefficients,
      weightBefore: weightBefore,
      weight: layer.weight
    )
  }

  private func lastLayerProblem(
    _ similarities: Tensor,
    ownClassLimit: Double
  ) -> SoftmaxRegression {
    let layer = prototypeNetwork.head.prototypeLayer
    let coefficients = settings.coefficients
    return SoftmaxRegression(
      features: similarities,
      labels: settings.flips ? data.trainLabels + data.trainLabels : data.trainLabels,
      freeClass: layer.prototypeClass,
      classCount: layer.classCount,
      penalty: coefficients[.lastLayerL1] / coefficients[.crossEntropy],
      freeLimit: ownClassLimit
    )
  }

  /// Solves a problem from its usual start, or from where an interrupted start ended.
  private func solve(
    _ problem: SoftmaxRegression,
    _ settings: SoftmaxRegressionSolver.Settings,
    _ stage: Stage
  ) throws -> SoftmaxRegressionSolution {
    let part = "solver"
    var last = try progress.earlierState(of: part).map { earlier throws(SavedStateError) in
      try SolverState(earlier, weightCount: prototypeNetwork.head.lastLayer.weight.count)
    }
    let solver = SoftmaxRegressionSolver(problem, settings: settings)
    let solution = try solver.solve(from: last) { state in
      last = state
      observer?.advanced(
        "\(stage.name), solver",
        done: state.iterationCount,
        of: settings.iterationLimit
      )
      try progress.mayPause(in: part, at: "solver, step \(state.iterationCount)") { state.saved }
    }
    if let last { progress.finish(part) { last.saved } }
    return solution
  }
}

extension SolverState {
  fileprivate var saved: SavedState {
    var state = SavedState()
    state.doubles = ["weights": weights, "scalars": scalars]
    return state
  }

  fileprivate init(_ state: SavedState, weightCount: Int) throws(SavedStateError) {
    let weights = try state.doubles("weights", count: weightCount)
    guard let found = SolverState(weights: weights, scalars: state.doubles["scalars"] ?? []) else {
      throw SavedStateError("has numbers of 'solver' that are no state of it")
    }
    self = found
  }
}
