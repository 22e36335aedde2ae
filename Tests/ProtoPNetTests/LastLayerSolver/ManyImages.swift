import HeadKernels
import Foundation
import ProtoPNet
import Recipe
import Tensors

/// A made-up last-layer problem of many images, with high similarities to prototypes of their own class.
enum ManyImages {
  /// One image in fifty has a wrong label; images are easy and hard to different degrees.
  static func problem(
    imageCount: Int,
    classCount: Int,
    prototypesPerClass kinds: Int
  ) -> LastLayerProblem {
    var stream = RandomStream(seed: 3, purpose: "many images")
    let count = classCount * kinds
    let places = (0..<count * 3).map { _ in stream.normal() }
    var similarities: [Float] = []
    var labels: [Int] = []
    for image in 0..<imageCount {
      let label = image % classCount
      let blur = stream.uniform(0, 1)
      let patches = (0..<kinds * 3).map { places[label * kinds * 3 + $0] + blur * stream.normal() }
      for prototype in 0..<count {
        let distance = (0..<3).reduce(Float(0)) { sum, axis in
          let difference = patches[prototype % kinds * 3 + axis] - places[prototype * 3 + axis]
          return sum + difference * difference
        }
        similarities.append(SimilarityFunction.published.value(at: distance))
      }
      labels.append(stream.integer(below: 50) == 0 ? stream.integer(below: classCount) : label)
    }
    return LastLayerProblem(
      similarities: Tensor(similarities, shape: [imageCount, count]),
      labels: labels,
      prototypeClass: (0..<count).map { $0 / kinds },
      classCount: classCount,
      penalty: 1e-4
    )
  }

  /// The cross entropy's gradient, in k·P + j order, written out as its formula.
  static func slopes(_ problem: LastLayerProblem, at weight: Tensor) -> [Double] {
    let (count, classCount) = (problem.prototypeClass.count, problem.classCount)
    let (weights, similarities) = (weight.values, problem.similarities.values)
    var slopes = [Double](repeating: 0, count: classCount * count)
    for (image, label) in problem.labels.enumerated() {
      let logits = (0..<classCount).map { k in
        (0..<count).reduce(0.0) {
          $0 + Double(weights[k * count + $1]) * Double(similarities[image * count + $1])
        }
      }
      let largest = logits.max() ?? 0
      let total = logits.reduce(0) { $0 + exp($1 - largest) }
      for k in 0..<classCount {
        let residual = exp(logits[k] - largest) / total - (k == label ? 1 : 0)
        for j in 0..<count {
          slopes[k * count + j] +=
            residual * Double(similarities[image * count + j]) / Double(problem.labels.count)
        }
      }
    }
    return slopes
  }
}
