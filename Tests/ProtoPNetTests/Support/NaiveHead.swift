import Foundation
import ProtoPNet
import Recipe
import Tensors

/// The head written out as its formulas, in Double, with loops and nothing else.
struct NaiveHead {
  var latentShape: [Int]
  var latent: [Double]
  var prototypeShape: [Int]
  var prototypes: [Double]
  var prototypeClass: [Int]
  var classCount: Int
  var weight: [Double]
  var function: SimilarityFunction
  var coefficients = Coefficients.published

  init(latent: Tensor, head: PrototypeHead) {
    latentShape = latent.shape.dimensions
    self.latent = latent.values.map(Double.init)
    prototypeShape = head.prototypeLayer.prototypes.shape.dimensions
    prototypes = head.prototypeLayer.prototypes.values.map(Double.init)
    prototypeClass = head.prototypeLayer.prototypeClass
    classCount = head.prototypeLayer.classCount
    weight = head.lastLayer.weight.values.map(Double.init)
    function = head.prototypeLayer.similarityFunction
  }

  var imageCount: Int { latentShape[0] }
  var prototypeCount: Int { prototypeShape[0] }

  /// ‖z̃ − p‖² of every cell, in scan order.
  func distances(image: Int, prototype: Int) -> [Double] {
    let (depth, height, width) = (latentShape[1], latentShape[2], latentShape[3])
    let (patchHeight, patchWidth) = (prototypeShape[2], prototypeShape[3])
    var result: [Double] = []
    for row in 0...height - patchHeight {
      for column in 0...width - patchWidth {
        var sum = 0.0
        for d in 0..<depth {
          for a in 0..<patchHeight {
            for b in 0..<patchWidth {
              let z = latent[((image * depth + d) * height + row + a) * width + column + b]
              let p = prototypes[((prototype * depth + d) * patchHeight + a) * patchWidth + b]
              sum += (z - p) * (z - p)
            }
          }
        }
        result.append(sum)
      }
    }
    return result
  }

  /// [N][P].
  var minimumDistances: [[Double]] {
    (0..<imageCount).map { image in
      (0..<prototypeCount).map { distances(image: image, prototype: $0).min() ?? .nan }
    }
  }

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
    var changed = self
    return self[keyPath: path].indices.map { index in
      let middle = self[keyPath: path][index]
      changed[keyPath: path][index] = middle + step
      let above = value(changed)
      changed[keyPath: path][index] = middle - step
      let below = value(changed)
      changed[keyPath: path][index] = middle
      return (above - below) / (2 * step)
    }
  }

  private func mean(
    _ rows: [[Double]],
    _ labels: [Int],
    _ value: ([Double], Int) -> Double
  ) -> Double {
    zip(rows, labels).reduce(0) { $0 + value($1.0, $1.1) } / Double(labels.count)
  }
}
