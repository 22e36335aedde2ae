import SoftmaxRegression
import Tensors
import TestSupport
import Testing

/// Problems whose blocks of the Hessian have no inverse.
struct SingularProblemsTests {
  private let plain = ManyExamples.problem(exampleCount: 300, classCount: 4, featuresPerClass: 3)

  /// The plain problem with other features: columns of it, or zeros for nil, each of a class.
  private func problem(_ columns: [(feature: Int?, label: Int)], labels: [Int]? = nil)
    -> SoftmaxRegression
  {
    let values = plain.features.values
    let count = plain.freeClass.count
    return SoftmaxRegression(
      features: Tensor(
        plain.labels.indices.flatMap { example in
          columns.map { column in column.feature.map { values[example * count + $0] } ?? 0 }
        },
        shape: [plain.labels.count, columns.count]
      ),
      labels: labels ?? plain.labels,
      freeClass: columns.map(\.label),
      classCount: plain.classCount,
      penalty: plain.penalty,
      freeLimit: plain.freeLimit
    )
  }

  private var columns: [(feature: Int?, label: Int)] {
    plain.freeClass.enumerated().map { ($0, $1) }
  }

  /// A feature more than once and features of nothing but zeros change no minimum.
  @Test func repeatedAndEmptyFeaturesChangeNothing() {
    let best = SoftmaxRegressionSolver(plain).solve()
    #expect(best.ending == .certified)
    let repeated = columns + columns + [(0, 0), (0, 0)]
    for columns in [repeated, columns + [(nil, 0), (nil, 1), (nil, 1)]] {
      let solution = SoftmaxRegressionSolver(problem(columns)).solve()
      #expect(solution.ending == .certified)
      #expect(solution.lowerBound <= best.objective && best.lowerBound <= solution.objective)
    }
  }

  /// A class whose features are all zero, and one that no example has.
  @Test func solvesWithoutAnythingOfAClass() {
    let empty = columns.map { (feature: $0.label == 2 ? nil : $0.feature, label: $0.label) }
    let labels = plain.labels.map { $0 == 3 ? 1 : $0 }
    for problem in [problem(empty), problem(columns, labels: labels)] {
      let solution = SoftmaxRegressionSolver(problem).solve()
      #expect(solution.ending == .certified)
      #expect(abs(problem.objective(at: solution.weight) - solution.objective) <= 1e-13)
    }
  }

  @Test func takesFeaturesOfNothingButZeros() {
    let zeros = columns.map { (feature: Int?.none, label: $0.label) }
    let solution = SoftmaxRegressionSolver(problem(zeros)).solve()
    #expect(abs(solution.objective - Double.log4) <= 1e-12)
  }
}

extension Double {
  fileprivate static let log4 = 1.3862943611198906
}
