import Checkpoints
import Foundation
import SoftmaxRegression
import Tensors
import TestSupport
import Testing

/// Problems that are hard on a solver, beside what Clarabel and SciPy found; see Fixtures/make_hard_problems.py.
struct HardProblemsTests {
  private struct Hard {
    let name: String
    let problem: SoftmaxRegression
    /// The smallest objective of the other programs, which need not be the minimum.
    let objective: Double
    /// F of nothing but zeros, and of free weights 1 or at their limit.
    var zeros: Double { objective(ofFreeWeights: 0) }
    var usual: Double { objective(ofFreeWeights: Float(min(1, problem.freeLimit))) }

    private func objective(ofFreeWeights value: Float) -> Double {
      let count = problem.freeClass.count
      var weights = [Float](repeating: 0, count: problem.classCount * count)
      for (feature, label) in problem.freeClass.enumerated() {
        weights[label * count + feature] = value
      }
      return problem.objective(at: Tensor(weights, shape: [problem.classCount, count]))
    }
  }

  private static func problems() throws -> [Hard] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = try HDF5Reader(contentsOf: folder.appending(path: "Fixtures/hard-problems.h5"))
    return try file.members(of: "/").map { name in
      let classes = try file.integers("/\(name)/prototype_class").values
      return Hard(
        name: name,
        problem: SoftmaxRegression(
          features: try file.tensor("/\(name)/similarities"),
          labels: try file.integers("/\(name)/labels").values,
          freeClass: classes,
          classCount: (classes.max() ?? 0) + 1,
          penalty: try file.doubleAttribute("penalty", of: "/\(name)"),
          freeLimit: try file.doubleAttribute("limit", of: "/\(name)")
        ),
        objective: try file.doubleAttribute("objective", of: "/\(name)")
      )
    }
  }

  /// 10⁻⁶ of the objective, or of log K or 1 where that is more: what "as good" means below.
  private func slack(_ hard: Hard) -> Double { 1e-6 * max(1, hard.zeros, hard.objective) }

  /// As good as the best of the other programs, no worse than what it began with, and a bound that is one.
  @Test func isAsGoodAsOtherProgramsOnEachProblem() throws {
    let problems = try Self.problems()
    #expect(problems.count > 90)
    var certifiedCount = 0
    for hard in problems {
      let solution = SoftmaxRegressionSolver(hard.problem).solve()
      let found = solution.objective
      #expect(found <= hard.objective + slack(hard), "\(hard.name): \(found)")
      #expect(found <= hard.zeros, "\(hard.name): \(found), zeros \(hard.zeros)")
      #expect(found <= hard.usual, "\(hard.name): \(found), usual \(hard.usual)")
      #expect(solution.lowerBound <= hard.objective + 1e-12, "\(hard.name)")
      #expect(solution.lowerBound >= 0 && solution.gap >= 0, "\(hard.name)")
      #expect(solution.iterationCount <= 200)
      let isFinite = solution.weight.values.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(hard.name)")
      let limit = Float(hard.problem.freeLimit)
      let isWithin = hard.problem.freeWeights(solution.weight).allSatisfy { abs($0) <= limit }
      #expect(isWithin, "\(hard.name)")
      let written = hard.problem.objective(at: solution.weight)
      #expect(abs(written - found) <= 1e-12 * max(1, found), "\(hard.name)")
      switch solution.ending {
      case .certified, .vanishing:
        certifiedCount += 1
        #expect(solution.gap <= slack(hard), "\(hard.name): \(solution.gap)")
      case .stalled, .iterationLimit: break
      }
    }
    // Where the rest would have to tell features apart that differ by one rounding, it says how far it came.
    #expect(certifiedCount * 10 >= problems.count * 8)
  }

  /// A kill in any step, behind the barrier or before it, changes no bit of the end.
  @Test(arguments: ["far-0", "far-limited", "columns-twice", "mixed-shuffled-0.01"])
  func goesOnFromEveryStepToTheSameBits(name: String) throws {
    let hard = try #require(Self.problems().first { $0.name == name })
    let solver = SoftmaxRegressionSolver(hard.problem)
    var states: [SolverState] = []
    let whole = solver.solve { states.append($0) }
    #expect(states.count > 10)
    for state in states {
      let kept = try #require(SolverState(weights: state.weights, scalars: state.scalars))
      let resumed = solver.solve(from: kept) { _ in }
      #expect(resumed.weight == whole.weight && resumed.lowerBound == whole.lowerBound)
      #expect(resumed.iterationCount == whole.iterationCount && resumed.ending == whole.ending)
    }
  }

  /// Wherever the iteration limit ends it, the solver gives the better of its point and what it began with.
  @Test(arguments: ["far-3", "wide-3", "linear-size-1e8"])
  func isNeverWorseThanItsStart(name: String) throws {
    let hard = try #require(Self.problems().first { $0.name == name })
    for limit in [0, 1, 2, 5, 12] {
      let settings = SoftmaxRegressionSolver.Settings(iterationLimit: limit)
      let solution = SoftmaxRegressionSolver(hard.problem, settings: settings)
        .solve()
      #expect(solution.objective <= min(hard.zeros, hard.usual))
      #expect(solution.lowerBound <= hard.objective + 1e-12 && solution.iterationCount <= limit)
    }
  }

  @Test func givesTheSameBitsOnAnyNumberOfThreads() throws {
    let hard = try #require(Self.problems().first { $0.name == "wide-3" })
    let settings = SoftmaxRegressionSolver.Settings(iterationLimit: 30)
    let solutions = [1, 2, 3].map { threads in
      ThreadCount.with(threads) {
        SoftmaxRegressionSolver(hard.problem, settings: settings).solve()
      }
    }
    #expect(solutions[0].weight == solutions[1].weight)
    #expect(solutions[0].weight == solutions[2].weight)
    #expect(solutions[0].lowerBound == solutions[2].lowerBound)
  }
}
