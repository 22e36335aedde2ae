import HeadKernels
import Tensors

extension StageTrainer {
  /// Stage 3 as the convex problem that it is on fixed similarities, solved to a certificate.
  ///
  /// The problem is over all training images, and over their mirror images where training uses those.
  /// The similarities must not change from pass to pass: see ``PrototypeNetwork/featuresAreFixed(_:)``.
  package func convexLastLayer(
    cycle: Int,
    _ convex: ConvexLastLayer
  ) throws -> StageOutcome {
    precondition(
      network.featuresAreFixed(settings.lastLayerNormalization),
      "the convex last layer needs fixed features"
    )
    let stage = Stage.convexLastLayer(cycle: cycle, convex)
    network.releaseCompiledNetworks()
    defer { network.releaseCompiledNetworks() }
    let function = network.head.prototypeLayer.similarityFunction
    let similarities = try loop.cacheOfTrainingImages(stage, computing: "similarities", rowShape) {
      function.values(at: network.distances(try network.evaluate(.whole, $0)))
    }
    let problem = lastLayerProblem(
      try similarities.allRows(),
      ownClassLimit: convex.ownClassLimit
    )
    let solution = solve(problem, convex.solver, stage)
    let fit = LastLayerFit(
      .convex,
      problem,
      solution,
      coefficients: settings.coefficients,
      weightBefore: network.head.lastLayer.weight,
      weight: solution.weight
    )
    network.head.lastLayer.weight = solution.weight
    var outcome = StageOutcome()
    outcome.usedCachedFeatures = true
    outcome.lastLayer = fit
    if let warning = fit.warning {
      outcome.warnings.append("\(stage.name): \(warning)")
      loop.observer?.warned(warning, in: stage)
    }
    return outcome
  }

  /// How far from the optimum the present last layer is, given the cached distances.
  func fitOfLastLayer(
    _ distances: any FeatureCache,
    weightBefore: Tensor,
    _ stage: Stage
  ) throws -> LastLayerFit {
    let function = network.head.prototypeLayer.similarityFunction
    let layer = network.head.lastLayer
    let largest = layer.ownClassWeights(
      prototypeClass: network.head.prototypeLayer.prototypeClass
    ).reduce(0) { max($0, abs($1)) }
    let problem = lastLayerProblem(
      function.values(at: try distances.allRows()),
      // Adam knows no limit; the problem is one that its weights are allowed in.
      ownClassLimit: max(LastLayerProblem.usualOwnClassLimit, Double(largest))
    )
    return LastLayerFit(
      .adam,
      problem,
      solve(problem, LastLayerSolver.Settings(), stage),
      coefficients: settings.coefficients,
      weightBefore: weightBefore,
      weight: layer.weight
    )
  }

  private func lastLayerProblem(
    _ similarities: Tensor,
    ownClassLimit: Double
  ) -> LastLayerProblem {
    let layer = network.head.prototypeLayer
    let coefficients = settings.coefficients
    return LastLayerProblem(
      similarities: similarities,
      labels: settings.flips ? data.trainLabels + data.trainLabels : data.trainLabels,
      prototypeClass: layer.prototypeClass,
      classCount: layer.classCount,
      penalty: coefficients.lastLayerL1 / coefficients.crossEntropy,
      ownClassLimit: ownClassLimit
    )
  }

  private func solve(
    _ problem: LastLayerProblem,
    _ settings: LastLayerSolver.Settings,
    _ stage: Stage
  ) -> LastLayerSolution {
    LastLayerSolver(problem, settings: settings).solve { iteration in
      loop.observer?.advanced(
        "\(stage.name), solver",
        done: iteration,
        of: settings.iterationLimit
      )
    }
  }
}
