import Engine
import HeadKernels
import ProtoPNet
import Recipe
import SoftmaxRegression
import Tensors

/// Stage 3 on synthetic similarities: the convex solver, and passes of Adam over cached distances.
struct LastLayerSubject {
  private let data: SyntheticDistances
  private let head: PrototypeHead
  private let coefficients = Coefficients()

  init(imageCount: Int, prototypesPerClass: Int) {
    data = SyntheticDistances(imageCount: imageCount, prototypesPerClass: prototypesPerClass)
    var stream = RandomStream(seed: 1, purpose: "head")
    head = PrototypeHead(
      prototypeLayer: PrototypeLayer(
        classCount: SyntheticDistances.classCount,
        prototypesPerClass: prototypesPerClass,
        depth: 1,
        random: &stream
      )
    )
  }

  private var problem: SoftmaxRegression {
    SoftmaxRegression(
      features: head.prototypeLayer.similarityFunction.values(at: data.distances),
      labels: data.labels,
      freeClass: head.prototypeLayer.prototypeClass,
      classCount: SyntheticDistances.classCount,
      penalty: coefficients[.lastLayerL1],
      freeLimit: LastLayerOptimization.usualOwnClassLimit
    )
  }

  /// Runs the solver, whose time includes nothing else.
  func solve(iterationLimit: Int) -> LastLayerMeasurement {
    let problem = problem
    let solver = SoftmaxRegressionSolver(problem, settings: .init(iterationLimit: iterationLimit))
    let clock = ContinuousClock()
    let start = clock.now
    let solution = solver.solve()
    let seconds = start.duration(to: clock.now) / .seconds(1)
    let counts = LastLayer(weight: solution.weight)
      .offClassCounts(prototypeClass: head.prototypeLayer.prototypeClass)
    return LastLayerMeasurement(
      imageCount: data.labels.count,
      prototypeCount: problem.freeClass.count,
      classCount: problem.classCount,
      threadCount: Parallel.threadCount,
      solver: .init(
        seconds: seconds,
        iterationCount: solution.iterationCount,
        iterationLimit: iterationLimit,
        ending: solution.ending.rawValue,
        objective: solution.objective,
        certifiedGap: solution.gap,
        zeroCount: counts.zeros,
        offClassCount: counts.weights
      ),
      peakMegabytes: Measurement.peakMegabytes
    )
  }

  /// Times passes of Adam from the paper's last layer, 1 and −0.5.
  func train(passes: Int, batchSize: Int, _ measurement: inout LastLayerMeasurement) {
    var head = head
    let adam = Adam(count: head.lastLayer.weight.count, learningRate: 1e-4)
    let clock = ContinuousClock()
    let seconds = (0..<passes).map { _ in
      clock.measure { pass(&head, adam, batchSize) } / .seconds(1)
    }
    let all = 20 * seconds.sorted()[passes / 2]
    measurement.adam = .init(
      batchSize: batchSize,
      passSeconds: seconds,
      objective: problem.objective(at: head.lastLayer.weight),
      secondsOf20Passes: all,
      twentyPassesPerSolve: all / measurement.solver.seconds
    )
  }

  private func pass(_ head: inout PrototypeHead, _ adam: Adam, _ batchSize: Int) {
    let (labels, count) = (data.labels, data.distances.shape[1])
    for first in stride(from: 0, to: labels.count, by: batchSize) {
      let rows = first..<min(first + batchSize, labels.count)
      let batch = Tensor(shape: [rows.count, count]) { batch in
        data.distances.withUnsafeValues {
          _ = batch.update(fromContentsOf: $0[rows.lowerBound * count..<rows.upperBound * count])
        }
      }
      let step = head.lastLayerStep(
        minimumSquaredDistances: batch,
        labels: Array(labels[rows]),
        coefficients: coefficients
      )
      guard let gradient = step.lastLayerGradient else { continue }
      adam.step(&head.lastLayer.weight, gradient: gradient)
    }
  }
}
