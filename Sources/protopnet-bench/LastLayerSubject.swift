import Engine
import Foundation
import ProtoPNet
import Tensors

/// Stage 3 on synthetic similarities: the convex solver beside passes of Adam.
///
/// Every image has ten latent patches near the places of its class, blurred by a random amount; the
/// distances to all prototypes of the same kind become logarithmic similarities. One label in a hundred
/// is wrong, so that no own-class evidence separates the images.
struct LastLayerSubject {
  private static let depth = 16
  private static let classCount = 200
  private let distances: Tensor
  private let labels: [Int]
  private let head: PrototypeHead
  private let coefficients = Coefficients()

  init(imageCount: Int, prototypesPerClass: Int) {
    var stream = RandomStream(seed: 1, purpose: "last layer")
    let (kinds, depth, classCount) = (prototypesPerClass, Self.depth, Self.classCount)
    let count = classCount * kinds
    let common = (0..<kinds * depth).map { _ in stream.uniform(0, 1) }
    let places = (0..<count * depth).map { common[$0 % (kinds * depth)] + 0.35 * stream.normal() }
    var labels: [Int] = []
    distances = Tensor(shape: [imageCount, count]) { distances in
      for image in 0..<imageCount {
        let label = image % classCount
        let blur = stream.uniform(0, 1)
        let patches = (0..<kinds * depth).map {
          places[label * kinds * depth + $0] + blur * stream.normal()
        }
        for prototype in 0..<count {
          let kind = prototype % kinds
          var sum: Float = 0
          for axis in 0..<depth {
            let difference = patches[kind * depth + axis] - places[prototype * depth + axis]
            sum += difference * difference
          }
          distances[image * count + prototype] = sum
        }
        labels.append(stream.integer(below: 100) == 0 ? stream.integer(below: classCount) : label)
      }
    }
    self.labels = labels
    head = PrototypeHead(
      prototypeLayer: PrototypeLayer(
        classCount: classCount,
        prototypesPerClass: kinds,
        depth: 1,
        random: &stream
      )
    )
  }

  private var problem: LastLayerProblem {
    LastLayerProblem(
      similarities: head.prototypeLayer.similarityFunction.values(at: distances),
      labels: labels,
      prototypeClass: head.prototypeLayer.prototypeClass,
      classCount: Self.classCount,
      penalty: coefficients.lastLayerL1
    )
  }

  /// Runs both and prints what they reach and how long they take.
  func report(batchSize: Int, passes: Int) {
    let clock = ContinuousClock()
    let problem = problem
    var head = head
    let adam = Adam(count: head.lastLayer.weight.count, learningRate: 1e-4)
    var adamSeconds: [Double] = []
    for _ in 0..<passes {
      adamSeconds.append(clock.measure { pass(&head, adam, batchSize) } / .seconds(1))
    }
    var solution: LastLayerSolution?
    let seconds = clock.measure { solution = LastLayerSolver(problem).solve() } / .seconds(1)
    guard let solution else { return }
    let passSeconds = adamSeconds.sorted()[passes / 2]
    let adamObjective = problem.objective(at: head.lastLayer.weight)
    let zeros = LastLayer(weight: solution.weight)
      .offClassCounts(prototypeClass: head.prototypeLayer.prototypeClass)
    print(
      """
      \(labels.count) images, \(head.lastLayer.weight.shape[1]) prototypes, 200 classes
      Adam, one pass in batches of \(batchSize)   \(passSeconds) s (median of \(passes))
      Adam, objective after \(passes) passes    \(adamObjective)
      convex solver                  \(seconds) s = \(seconds / passSeconds) passes of Adam
      convex, objective              \(solution.objective), \(solution.ending.rawValue)
      convex, certified gap          \(solution.gap) = \(solution.gap / solution.objective) of it
      convex, iterations             \(solution.iterationCount)
      convex, zeros                  \(zeros.zeros) of \(zeros.weights) weights to other classes
      """
    )
  }

  private func pass(_ head: inout PrototypeHead, _ adam: Adam, _ batchSize: Int) {
    let count = distances.shape[1]
    for first in stride(from: 0, to: labels.count, by: batchSize) {
      let rows = first..<min(first + batchSize, labels.count)
      let batch = Tensor(shape: [rows.count, count]) { batch in
        distances.withUnsafeValues {
          _ = batch.update(
            fromContentsOf: $0[rows.lowerBound * count..<rows.upperBound * count]
          )
        }
      }
      let step = head.lastLayerStep(
        minimumSquaredDistances: batch,
        labels: Array(labels[rows]),
        coefficients: coefficients
      )
      head.lastLayer.weight.withUnsafeMutableValues { weight in
        step.lastLayerGradient?.withUnsafeValues { gradient in
          guard let weight = weight.baseAddress, let slope = gradient.baseAddress else { return }
          adam.step(weight, gradients: slope)
        }
      }
    }
  }
}
