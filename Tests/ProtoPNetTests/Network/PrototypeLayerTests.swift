import ProtoPNet
import Recipe
import Tensors
import Testing

struct PrototypeLayerTests {
  @Test func initialPrototypesOfCUB() {
    var stream = RandomStream(seed: 1, purpose: "prototypes")
    let layer = PrototypeLayer(
      classCount: 200,
      prototypesPerClass: 10,
      depth: 128,
      random: &stream
    )
    #expect(layer.prototypes.shape == [2000, 128, 1, 1])
    #expect(layer.prototypeCount == 2000 && layer.prototypeSize == 128)
    #expect(layer.prototypeClass[0...9].allSatisfy { $0 == 0 })
    #expect(layer.prototypeClass[10] == 1 && layer.prototypeClass[1999] == 199)
    let values = layer.prototypes.values
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    #expect(abs(mean - 0.5) < 0.005)
    #expect(layer.similarityFunction == .log(epsilon: 1e-4))
  }

  @Test func keepingSomePrototypes() {
    let layer = PrototypeLayer(
      prototypes: Tensor((0..<16).map(Float.init), shape: [4, 2, 2, 1]),
      prototypeClass: [0, 0, 1, 1],
      classCount: 2,
      similarityFunction: .linear
    )
    let kept = layer.keeping([0, 3])
    #expect(kept.prototypes == Tensor([0, 1, 2, 3, 12, 13, 14, 15], shape: [2, 2, 2, 1]))
    #expect(kept.prototypeClass == [0, 1])
    #expect(kept.similarityFunction == .linear)
  }

  @Test func aClassWithoutPrototypesTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = PrototypeLayer(
        prototypes: Tensor(shape: [2, 1, 1, 1]),
        prototypeClass: [0, 2],
        classCount: 3
      )
    }
    await #expect(processExitsWith: .failure) {
      _ = Objective(prototypeClass: [0, 0, 2], classCount: 3)
    }
  }
}
