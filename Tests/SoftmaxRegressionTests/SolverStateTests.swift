import SoftmaxRegression
import TestSupport
import Testing

struct SolverStateTests {
  private struct Killed: Error {}

  /// Killed before any step and gone on from what was kept, the solver ends as if it had never stopped.
  @Test(arguments: ["wrong-labels", "partly-limited", "linear"])
  func goesOnFromEveryStepToTheSameBits(name: String) throws {
    let problem = try #require(KnownOptima.load().first { $0.name == name }).problem
    let solver = SoftmaxRegressionSolver(problem, settings: .init(tolerance: 1e-9))
    var states: [SolverState] = []
    let whole = solver.solve { states.append($0) }
    #expect(states.count == whole.iterationCount && states.count > 5)
    for (index, state) in states.enumerated() {
      let kept = SolverState(weights: state.weights, scalars: state.scalars)
      #expect(kept == state)
      var rest: [SolverState] = []
      let resumed = solver.solve(from: kept) { rest.append($0) }
      #expect(rest == Array(states[index...]))
      #expect(resumed.weight == whole.weight)
      #expect(resumed.objective == whole.objective && resumed.lowerBound == whole.lowerBound)
      #expect(resumed.iterationCount == whole.iterationCount && resumed.ending == whole.ending)
    }
  }

  /// A kill every other step, each time going on from the last state that was kept.
  @Test func endsAlikeAfterManyKills() throws {
    let problem = ManyExamples.problem(exampleCount: 300, classCount: 4, featuresPerClass: 3)
    let solver = SoftmaxRegressionSolver(problem)
    let whole = solver.solve()
    var (kept, killCount) = (SolverState?.none, 0)
    while true {
      do {
        var stepCount = 0
        let end = try solver.solve(from: kept) { state in
          kept = state
          stepCount += 1
          if stepCount == 3 { throw Killed() }
        }
        #expect(end.weight == whole.weight && end.lowerBound == whole.lowerBound)
        #expect(end.iterationCount == whole.iterationCount)
        break
      } catch is Killed {
        killCount += 1
      }
    }
    #expect(killCount > 2)
  }

  @Test func refusesNumbersOfNoState() throws {
    let problem = try #require(KnownOptima.load().first).problem
    var states: [SolverState] = []
    _ = SoftmaxRegressionSolver(problem, settings: .init(iterationLimit: 1)).solve {
      states.append($0)
    }
    let state = try #require(states.first)
    for index in state.scalars.indices {
      for wrong in [-1, 0.25, Double.nan, .infinity] {
        var scalars = state.scalars
        scalars[index] = wrong
        // A damping may be any share, bound and barrier any number.
        if wrong == 0.25 && [1, 4, 5].contains(index) { continue }
        #expect(SolverState(weights: state.weights, scalars: scalars) == nil, "\(index): \(wrong)")
      }
    }
    #expect(SolverState(weights: state.weights, scalars: Array(state.scalars.dropLast())) == nil)
    #expect(SolverState(weights: [.nan], scalars: state.scalars) == nil)
  }
}
