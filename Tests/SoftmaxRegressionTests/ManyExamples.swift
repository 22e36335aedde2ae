import Foundation
import SoftmaxRegression
import Tensors

/// A made-up problem of many examples, whose features are high where they belong to the example's class.
enum ManyExamples {
  /// One example in fifty has a wrong label; examples are easy and hard to different degrees.
  static func problem(
    exampleCount: Int,
    classCount: Int,
    featuresPerClass kinds: Int
  ) -> SoftmaxRegression {
    var stream = RandomStream(seed: 3, purpose: "many images")
    let count = classCount * kinds
    let places = (0..<count * 3).map { _ in stream.normal() }
    var features: [Float] = []
    var labels: [Int] = []
    for example in 0..<exampleCount {
      let label = example % classCount
      let blur = stream.uniform(0, 1)
      let patches = (0..<kinds * 3).map { places[label * kinds * 3 + $0] + blur * stream.normal() }
      for feature in 0..<count {
        let distance = (0..<3).reduce(Float(0)) { sum, axis in
          let difference = patches[feature % kinds * 3 + axis] - places[feature * 3 + axis]
          return sum + difference * difference
        }
        features.append(logf((distance + 1) / (distance + 1e-4)))
      }
      labels.append(stream.integer(below: 50) == 0 ? stream.integer(below: classCount) : label)
    }
    return SoftmaxRegression(
      features: Tensor(features, shape: [exampleCount, count]),
      labels: labels,
      freeClass: (0..<count).map { $0 / kinds },
      classCount: classCount,
      penalty: 1e-4,
      freeLimit: 100
    )
  }

  /// The cross entropy's gradient, in k·P + j order, written out as its formula.
  static func slopes(_ problem: SoftmaxRegression, at weight: Tensor) -> [Double] {
    let (count, classCount) = (problem.freeClass.count, problem.classCount)
    let (weights, features) = (weight.values, problem.features.values)
    var slopes = [Double](repeating: 0, count: classCount * count)
    for (example, label) in problem.labels.enumerated() {
      let logits = (0..<classCount).map { k in
        (0..<count).reduce(0.0) {
          $0 + Double(weights[k * count + $1]) * Double(features[example * count + $1])
        }
      }
      let largest = logits.max() ?? 0
      let total = logits.reduce(0) { $0 + exp($1 - largest) }
      for k in 0..<classCount {
        let residual = exp(logits[k] - largest) / total - (k == label ? 1 : 0)
        for j in 0..<count {
          slopes[k * count + j] +=
            residual * Double(features[example * count + j]) / Double(problem.labels.count)
        }
      }
    }
    return slopes
  }
}
