import Foundation
import ProtoPNet
import Tensors

/// Problems with optima that other programs found; see Fixtures/make_last_layer_optima.py.
struct LastLayerOptima: Decodable {
  let problems: [Problem]

  struct Problem: Decodable, CustomStringConvertible {
    let name: String
    let labels: [Int]
    let prototypeClass: [Int]
    let penalty: Double
    let ownClassLimit: Double
    let similarities: [Float]
    /// The smallest objective that any of them reached.
    let objective: Double

    var description: String { name }
    var classCount: Int { (prototypeClass.max() ?? 0) + 1 }

    var problem: LastLayerProblem {
      LastLayerProblem(
        similarities: Tensor(similarities, shape: [labels.count, prototypeClass.count]),
        labels: labels,
        prototypeClass: prototypeClass,
        classCount: classCount,
        penalty: penalty,
        ownClassLimit: ownClassLimit
      )
    }

    /// F at weights [K, P], written out as its formula.
    func objective(at weight: [Double]) -> Double {
      let count = prototypeClass.count
      var total = 0.0
      for (image, label) in labels.enumerated() {
        let logits = (0..<classCount).map { k in
          (0..<count).reduce(0) {
            $0 + weight[k * count + $1] * Double(similarities[image * count + $1])
          }
        }
        let largest = logits.max() ?? 0
        total += log(logits.reduce(0) { $0 + exp($1 - largest) }) + largest - logits[label]
      }
      total /= Double(labels.count)
      for k in 0..<classCount {
        for j in 0..<count where prototypeClass[j] != k {
          total += penalty * abs(weight[k * count + j])
        }
      }
      return total
    }
  }

  static func load() throws -> [Problem] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Fixtures/last-layer-optima.json")
    return try JSONDecoder().decode(LastLayerOptima.self, from: Data(contentsOf: file)).problems
  }
}
