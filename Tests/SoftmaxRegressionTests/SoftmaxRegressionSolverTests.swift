import Checkpoints
import Foundation
import SoftmaxRegression
import Tensors
import TestSupport
import Testing

struct SoftmaxRegressionSolverTests {
  /// The objective agrees with the other programs' to 10⁻⁶, and the certificate says so.
  @Test func reachesTheOptimaOfOtherPrograms() throws {
    let problems = try KnownOptima.load()
    #expect(problems.count == 8)
    for other in problems {
      let solution = SoftmaxRegressionSolver(other.problem).solve()
      #expect(solution.ending == .certified, "\(other): \(solution.ending)")
      #expect(solution.objective <= other.objective * (1 + 1e-6), "\(other): \(solution.objective)")
      #expect(solution.lowerBound <= other.objective * (1 + 1e-12), "\(other) bound too high")
      #expect(solution.gap >= 0 && solution.gap <= 1e-6 * solution.objective, "\(other)")
      let written = other.objective(at: solution.weight.values.map { Double($0) })
      #expect(abs(solution.objective - written) <= 1e-12 * written, "\(other)")
      for weight in other.problem.freeWeights(solution.weight) {
        #expect(Double(abs(weight)) <= other.freeLimit, "\(other)")
      }
    }
  }

  /// A network's last layer, whose free weights' features nearly separate the examples, where many weights become zero in turns.
  @Test func certifiesTheLastLayerOfATrainedNetwork() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = try HDF5Reader(contentsOf: folder.appending(path: "Fixtures/trained-last-layer.h5"))
    let problem = SoftmaxRegression(
      features: try file.tensor("/similarities"),
      labels: try file.integers("/labels").values,
      freeClass: try file.integers("/prototype_class").values,
      classCount: 10,
      penalty: try file.doubleAttribute("penalty", of: "/"),
      freeLimit: 100
    )
    let settings = SoftmaxRegressionSolver.Settings(tolerance: 1e-5)
    let solution = SoftmaxRegressionSolver(problem, settings: settings).solve()
    #expect(solution.ending == .certified)
    let optimum = try file.doubleAttribute("objective", of: "/")
    #expect(solution.objective <= optimum * (1 + 1e-5))
    #expect(solution.lowerBound <= optimum * (1 + 1e-10))
  }

  /// Free weights that the limit holds back are exactly there, as many as the other programs have.
  ///
  /// In these problems the optimum is unique.
  @Test(arguments: [("partly-limited", 4), ("separable", 12)])
  func limitsAreExact(name: String, count: Int) throws {
    let other = try #require(KnownOptima.load().first { $0.name == name })
    let settings = SoftmaxRegressionSolver.Settings(tolerance: 1e-9)
    let solution = SoftmaxRegressionSolver(other.problem, settings: settings).solve()
    let weights = other.problem.freeWeights(solution.weight)
    #expect(weights.count { Double(abs($0)) == other.freeLimit } == count)
  }

  /// The certificate bounds the distance to the optimum wherever the solver is made to stop.
  @Test func boundsTheGapBeforeTheEnd() throws {
    for other in try KnownOptima.load() {
      var bounds: [Double] = []
      for limit in stride(from: 0, through: 36, by: 3) {
        let settings = SoftmaxRegressionSolver.Settings(tolerance: 1e-12, iterationLimit: limit)
        let solution = SoftmaxRegressionSolver(other.problem, settings: settings).solve()
        #expect(solution.lowerBound >= 0)
        #expect(solution.lowerBound <= other.objective * (1 + 1e-11), "\(other), limit \(limit)")
        let written = other.objective(at: solution.weight.values.map { Double($0) })
        #expect(written - other.objective <= solution.gap + 1e-11, "\(other), limit \(limit)")
        bounds.append(solution.lowerBound)
      }
      // A bound that is always 0 would pass the above.
      #expect((bounds.max() ?? 0) > 0.999999 * other.objective, "\(other)")
      #expect(Set(bounds).count > 3, "\(other): \(bounds)")
    }
  }

  /// Zeros are exact, and no other weight can be zero: there the slope has to reach λ.
  @Test func zerosAreExact() throws {
    let other = try #require(KnownOptima.load().first { $0.name == "overlapping" })
    let settings = SoftmaxRegressionSolver.Settings(tolerance: 1e-9)
    let solution = SoftmaxRegressionSolver(other.problem, settings: settings).solve()
    let counts = other.problem.penalizedCounts(solution.weight)
    #expect(counts == (weights: 36, zeros: 26))
    let weight = solution.weight.values.map { Double($0) }
    for place in weight.indices where other.freeClass[place % 12] != place / 12 {
      // The objective's change per unit of a small step in either direction.
      let changes = [1e-4, -1e-4].map { step in
        var moved = weight
        moved[place] += step
        return (other.objective(at: moved) - other.objective(at: weight)) / abs(step)
      }
      #expect(changes.allSatisfy { $0 > -1e-8 }, "weight \(place) is not optimal: \(changes)")
      if weight[place] != 0 { #expect(abs(weight[place]) > 1e-3, "\(weight[place]) is no zero") }
    }
  }

  /// Free weights' features that separate the examples: growing weights leave nothing worth having.
  @Test func stopsWhereNothingIsLeft() throws {
    let labels = (0..<30).map { $0 % 3 }
    let features = labels.enumerated().flatMap { example, label in
      (0..<6).map { Float($0 / 2 == label ? 2 : 0.5) + 0.01 * Float(example % 7) }
    }
    let problem = SoftmaxRegression(
      features: Tensor(features, shape: [30, 6]),
      labels: labels,
      freeClass: [0, 0, 1, 1, 2, 2],
      classCount: 3,
      penalty: 1e-4,
      freeLimit: 100
    )
    let solution = SoftmaxRegressionSolver(problem).solve()
    #expect(solution.ending == .vanishing)
    #expect(solution.objective <= 1e-6 * log(3))
    #expect(solution.lowerBound >= 0 && solution.lowerBound <= solution.objective)
    let counts = problem.penalizedCounts(solution.weight)
    #expect(counts == (weights: 12, zeros: 12))
    // A growing evidence of its own is what lowers the cost.
    #expect(solution.weight[0, 0] + solution.weight[0, 1] > 8)
  }

  /// More examples than stand for a class's curvature, of which many are easy, some hard and some mislabelled.
  ///
  /// No other program's optimum is needed: the slopes at the solution show that it is one, and a bound of
  /// any iteration must be below the objective of every other.
  @Test func solvesManyExamplesOfManyClasses() {
    let problem = ManyExamples.problem(exampleCount: 2000, classCount: 20, featuresPerClass: 5)
    let solution = SoftmaxRegressionSolver(problem).solve()
    #expect(solution.ending == .certified)
    #expect(solution.gap >= 0 && solution.gap <= 1e-6 * solution.objective)
    #expect(abs(problem.objective(at: solution.weight) - solution.objective) <= 1e-13)
    let counts = problem.penalizedCounts(solution.weight)
    #expect(counts.zeros > counts.weights / 2 && counts.zeros < counts.weights, "\(counts)")

    let slopes = ManyExamples.slopes(problem, at: solution.weight)
    for label in 0..<problem.classCount {
      for (feature, free) in problem.freeClass.enumerated() {
        let weight = solution.weight[label, feature]
        let slope = slopes[label * problem.freeClass.count + feature] / problem.penalty
        if free == label {
          #expect(abs(slope) < 1e-3)
        } else if weight == 0 {
          #expect(abs(slope) < 1 + 1e-3)
        } else {
          #expect(abs(slope + (weight < 0 ? -1 : 1)) < 1e-3)
        }
      }
    }
    for limit in [10, 20] {
      let settings = SoftmaxRegressionSolver.Settings(iterationLimit: limit)
      let early = SoftmaxRegressionSolver(problem, settings: settings).solve()
      #expect(early.objective >= solution.objective && early.lowerBound <= solution.objective)
      #expect(early.objective >= solution.lowerBound)
    }
  }

  @Test func givesTheSameBitsOnAnyNumberOfThreads() throws {
    let other = try #require(KnownOptima.load().first { $0.name == "wrong-labels" })
    let solutions = [1, 2, 3].map { threads in
      ThreadCount.with(threads) { SoftmaxRegressionSolver(other.problem).solve() }
    }
    #expect(solutions[0].weight == solutions[1].weight)
    #expect(solutions[0].weight == solutions[2].weight)
    #expect(solutions[0].lowerBound == solutions[2].lowerBound)
    #expect(solutions[0].objective == solutions[1].objective)
  }
  /// So many that OpenBLAS would cut its products by the number of threads if it might.
  @Test func givesTheSameBitsForManyExamples() {
    let problem = ManyExamples.problem(exampleCount: 2000, classCount: 20, featuresPerClass: 5)
    let settings = SoftmaxRegressionSolver.Settings(iterationLimit: 12)
    let solutions = [1, 2, 3].map { threads in
      ThreadCount.with(threads) { SoftmaxRegressionSolver(problem, settings: settings).solve() }
    }
    for solution in solutions.dropFirst() {
      #expect(solution.weight == solutions[0].weight)
      #expect(solution.lowerBound == solutions[0].lowerBound)
    }
  }
}
