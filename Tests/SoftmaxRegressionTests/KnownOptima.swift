import Foundation
import SoftmaxRegression
import Tensors

/// Problems with optima that other programs found; see Fixtures/make_optima.py.
struct KnownOptima: Decodable {
  let problems: [Problem]

  struct Problem: Decodable, CustomStringConvertible {
    let name: String
    let labels: [Int]
    let freeClass: [Int]
    let penalty: Double
    let freeLimit: Double
    let features: [Float]
    /// The smallest objective that any of them reached.
    let objective: Double

    var description: String { name }
    var classCount: Int { (freeClass.max() ?? 0) + 1 }

    var problem: SoftmaxRegression {
      SoftmaxRegression(
        features: Tensor(features, shape: [labels.count, freeClass.count]),
        labels: labels,
        freeClass: freeClass,
        classCount: classCount,
        penalty: penalty,
        freeLimit: freeLimit
      )
    }

    /// F at weights [K, P], written out as its formula.
    func objective(at weight: [Double]) -> Double {
      let count = freeClass.count
      var total = 0.0
      for (example, label) in labels.enumerated() {
        let logits = (0..<classCount).map { k in
          (0..<count).reduce(0) {
            $0 + weight[k * count + $1] * Double(features[example * count + $1])
          }
        }
        let largest = logits.max() ?? 0
        total += log(logits.reduce(0) { $0 + exp($1 - largest) }) + largest - logits[label]
      }
      total /= Double(labels.count)
      for k in 0..<classCount {
        for j in 0..<count where freeClass[j] != k {
          total += penalty * abs(weight[k * count + j])
        }
      }
      return total
    }
  }

  static func load() throws -> [Problem] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "Fixtures/optima.json")
    return try JSONDecoder().decode(KnownOptima.self, from: Data(contentsOf: file)).problems
  }
}
