import EngineTestSupport
import Engines
import Foundation
import Networks
import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

/// Values that are no numbers go through networks as they go through the released code.
///
/// Fixtures/make_not_numbers.py planted them in parameters and a picture.
@Suite(.serialized)
struct NotNumbersTests {
  /// One value in one tensor, and what came of it: `.` a finite number, `n` NaN, `+` and `-` infinities.
  struct Case: Decodable {
    let network: String
    let tensor: String
    let index: Int
    let value: String
    let logits: String
    let distances: String
  }

  private static func cases() throws -> [Case] {
    let file = Places.package.appending(path: "Tests/ProtoPNetTests/Fixtures/not-numbers.json")
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
  }

  @Test(arguments: ["vgg11", "resnet18", "densenet121"], EngineChoice.available)
  func spreadAsInTheReleasedCode(_ name: String, _ engine: EngineChoice) throws {
    let network = try ReleasedNetwork(name, engine: engine).network
    let input = ReleasedNetwork.input(0..<3)
    let before = network.head.forward(try network.evaluate(.whole, input))
    for planted in try Self.cases().filter({ $0.network == name }) {
      let output = try plant(planted, in: network, input)
      let what = "\(engine), \(planted.tensor) \(planted.value)"
      #expect(Self.codes(output.logits) == planted.logits, "logits, \(what)")
      #expect(Self.codes(output.minimumDistances.values) == planted.distances, "distances, \(what)")
    }
    // Without it everything is as before, bit by bit.
    let after = network.head.forward(try network.evaluate(.whole, input))
    #expect(after.logits == before.logits && before.logits.isFinite)
  }

  /// The head's output with a value planted, which is taken out again.
  private func plant(
    _ planted: Case,
    in network: PrototypeNetwork,
    _ input: Tensor
  ) throws -> PrototypeHead.Output {
    let value = try #require(Float(planted.value))
    func spoiled(_ tensor: Tensor, at index: Int) -> Tensor {
      var values = tensor.values
      values[index] = value
      return Tensor(values, shape: tensor.shape)
    }
    let head = network.head
    defer { network.head = head }
    var input = input
    switch planted.tensor {
    case "picture": input = spoiled(input, at: input.count / 3 + planted.index)
    case "prototype_vectors":
      network.head.prototypeLayer.prototypes =
        spoiled(head.prototypeLayer.prototypes, at: planted.index)
    case "last_layer.weight":
      network.head.lastLayer.weight = spoiled(head.lastLayer.weight, at: planted.index)
    default:
      var name = planted.tensor
      name.replace("add_on_layers.", with: PrototypeNetwork.addOnLayersPrefix)
      if name.hasPrefix("features.") {
        name = PrototypeNetwork.backbonePrefix + name.dropFirst("features.".count)
      }
      let whole = network.parameters[name]
      network.parameters[name] = spoiled(whole, at: planted.index)
      defer { network.parameters[name] = whole }
      return network.head.forward(try network.evaluate(.whole, input))
    }
    return network.head.forward(try network.evaluate(.whole, input))
  }

  private static func codes(_ tensor: Tensor) -> String {
    String(
      tensor.values.map { $0.isNaN ? "n" : $0 == .infinity ? "+" : $0 == -.infinity ? "-" : "." }
    )
  }

  @Test func noClassIsReadOffThem() {
    let logits = Tensor([.nan, 1, 2, 1, .nan, 3, 5, 4, 3], shape: [3, 3])
    #expect(Accuracy.isCorrect(logits: logits, labels: [0, 1, 0]) == [false, false, true])
    #expect(Accuracy.correctCount(logits: logits, labels: [0, 1, 0]) == 1)
    #expect(Accuracy.notNumberCount(logits: logits) == 2)
    // As torch.argmax has it.
    #expect(Accuracy.predictedClasses(logits: logits) == [0, 1, 0])
  }

  @Test func costsAreNoneEither() {
    let head = PrototypeHead(
      prototypeLayer: PrototypeLayer(
        prototypes: Tensor([0, 1], shape: [2, 1, 1, 1]),
        prototypeClass: [0, 1],
        classCount: 2
      )
    )
    let step = head.lastLayerStep(
      minimumSquaredDistances: Tensor([1, .nan], shape: [1, 2]),
      labels: [0],
      coefficients: .published
    )
    // The released code multiplies the other classes' distances by 0.
    #expect(step.costs[.cluster]?.isNaN == true && step.costs[.separation]?.isNaN == true)
    #expect(step.costs.crossEntropy.isNaN && step.correctCount == 0)
  }

  @Test func numbersComeBeforeThemInPruning() {
    var nearest = NearestImages(count: 2, prototypeCount: 1)
    for (image, distance) in [Float.nan, 3, .nan, 2].enumerated() {
      nearest.consider(
        MinimumDistances(values: Tensor([distance], shape: [1, 1]), cells: [0]),
        labels: [0],
        firstImageIndex: image
      )
    }
    #expect(nearest.neighbors[0].map(\.imageIndex) == [3, 1])
  }

  @Test func theProjectionNamesPrototypesWithoutPatches() throws {
    let layer = PrototypeLayer(
      prototypes: Tensor([0, 1], shape: [2, 1, 1, 1]),
      prototypeClass: [0, 1],
      classCount: 2
    )
    var search = ProjectionSearch(layer)
    search.consider(
      latent: Tensor([1, .nan], shape: [2, 1, 1, 1]),
      labels: [0, 1],
      firstImageIndex: 0
    )
    #expect(throws: ProtoPNetError.latentMapsNotFinite([1])) {
      try search.finish(classNames: ["a", "b"])
    }
    #expect(
      "\(ProtoPNetError.latentMapsNotFinite([1]))"
        == "projection: no latent patch of the projection set is near prototype 1, as the latent maps of "
        + "their classes are NaN or infinite; begin with parameters whose values are finite, or lower "
        + "the learning rates"
    )
  }
}
