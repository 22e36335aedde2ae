import Foundation
import ProtoPNet
import Recipe
import Tensors

/// What the released code computed; see Fixtures/make_released_head.py.
struct ReleasedCases: Decodable {
  let cases: [Case]
  let boxes: [Box]

  struct Case: Decodable, CustomStringConvertible {
    let name: String
    let function: String
    let classCount: Int
    let latentShape: [Int]
    let latent: [Float]
    let labels: [Int]
    let prototypeShape: [Int]
    let prototypes: [Float]
    let prototypeClass: [Int]
    let lastLayer: [Float]
    let logits: [Double]
    let minimumDistances: [Double]
    let firstImageMaps: [Double]
    let crossEntropy: Double
    let cluster: Double
    let separation: Double
    let averageSeparation: Double
    let accuracyPercent: Double
    let lastLayerNorm: Double
    let lastLayerL1: Double
    let latentGradient: [Double]
    let prototypeGradient: [Double]
    let lastLayerGradient: [Double]

    var description: String { name }

    var latentTensor: Tensor { Tensor(latent, shape: Shape(latentShape)) }

    var head: PrototypeHead {
      let layer = PrototypeLayer(
        prototypes: Tensor(prototypes, shape: Shape(prototypeShape)),
        prototypeClass: prototypeClass,
        classCount: classCount,
        similarityFunction: function == "log" ? .published : .linear
      )
      let weight = Tensor(lastLayer, shape: [classCount, prototypeShape[0]])
      return PrototypeHead(prototypeLayer: layer, lastLayer: LastLayer(weight: weight))
    }
  }

  struct Box: Decodable {
    let shape: [Int]
    let values: [Float]
    let percentile: Double
    let box: [Int]
  }

  static func load() throws -> ReleasedCases {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Fixtures/released-head.json")
    return try JSONDecoder().decode(ReleasedCases.self, from: Data(contentsOf: file))
  }
}
