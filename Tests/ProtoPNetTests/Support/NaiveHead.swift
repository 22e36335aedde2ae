import Foundation
import ProtoPNet
import Recipe
import Tensors
import TestSupport

/// The head written out as its formulas, in Double, with loops and nothing else.
struct NaiveHead {
  private var patches: NaiveDistances
  var prototypeClass: [Int]
  var classCount: Int
  var weight: [Double]
  var function: SimilarityFunction
  var coefficients = Coefficients.published

  init(latent: Tensor, head: PrototypeHead) {
    patches = NaiveDistances(latent: latent, prototypes: head.prototypeLayer.prototypes)
    prototypeClass = head.prototypeLayer.prototypeClass
    classCount = head.prototypeLayer.classCount
    weight = head.lastLayer.weight.values.map(Double.init)
    function = head.prototypeLayer.similarityFunction
  }

  var latent: [Double] {
    get { patches.latent }
    set { patches.latent = newValue }
  }
  var prototypes: [Double] {
    get { patches.prototypes }
    set { patches.prototypes = newValue }
  }
  var prototypeCount: Int { patches.prototypeCount }

  /// ‖z̃ − p‖² of every cell, in scan order.
  func distances(image: Int, prototype: Int) -> [Double] {
    patches.distances(image: image, prototype: prototype)
  }

  /// [N][P].
  var minimumDistances: [[Double]] { patches.minimumDistances }

  func similarity(_ distance: Double) -> Double {
    switch function {
    case .log(let epsilon): log((distance + 1) / (distance + Double(epsilon)))
    case .linear: -distance
    }
  }

  func logits(_ minimumDistances: [[Double]]) -> [[Double]] {
    minimumDistances.map { row in
      (0..<classCount).map { label in
        row.indices.reduce(0) { $0 + similarity(row[$1]) * weight[label * prototypeCount + $1] }
      }
    }
  }

  func crossEntropy(_ logits: [[Double]], labels: [Int]) -> Double {
    zip(logits, labels).reduce(0) { sum, pair in
      sum + log(pair.0.reduce(0) { $0 + exp($1) }) - pair.0[pair.1]
    } / Double(labels.count)
  }

  func cluster(_ minimumDistances: [[Double]], labels: [Int]) -> Double {
    mean(minimumDistances, labels) { row, label in
      row.indices.filter { prototypeClass[$0] == label }.map { row[$0] }.min() ?? .nan
    }
  }

  func separation(_ minimumDistances: [[Double]], labels: [Int]) -> Double {
    mean(minimumDistances, labels) { row, label in
      row.indices.filter { prototypeClass[$0] != label }.map { row[$0] }.min() ?? .nan
    }
  }

  func averageSeparation(_ minimumDistances: [[Double]], labels: [Int]) -> Double {
    mean(minimumDistances, labels) { row, label in
      let others = row.indices.filter { prototypeClass[$0] != label }.map { row[$0] }
      return others.reduce(0, +) / Double(others.count)
    }
  }

  var lastLayerL1: Double {
    weight.indices.reduce(0) { sum, index in
      let isOwn = prototypeClass[index % prototypeCount] == index / prototypeCount
      return sum + (isOwn ? 0 : abs(weight[index]))
    }
  }

  func total(labels: [Int]) -> Double {
    let minima = minimumDistances
    return coefficients[.crossEntropy] * crossEntropy(logits(minima), labels: labels)
      + coefficients[.cluster] * cluster(minima, labels: labels)
      - coefficients[.separation] * separation(minima, labels: labels)
      + coefficients[.lastLayerL1] * lastLayerL1
  }

  /// Central differences of `value` with respect to the numbers at `path`.
  func gradient(
    _ path: WritableKeyPath<NaiveHead, [Double]>,
    step: Double = 1e-6,
    _ value: (NaiveHead) -> Double
  ) -> [Double] {
    centralDifferences(of: self, at: path, step: step, value)
  }

  private func mean(
    _ rows: [[Double]],
    _ labels: [Int],
    _ value: ([Double], Int) -> Double
  ) -> Double {
    zip(rows, labels).reduce(0) { $0 + value($1.0, $1.1) } / Double(labels.count)
  }
}
