import ProtoPNet
import Tensors
import TestSupport
import Testing

struct LastLayerTests {
  @Test func initialWeights() {
    let classes = [0, 0, 1, 2]
    let layer = LastLayer(prototypeClass: classes, classCount: 3)
    #expect(
      layer.weight
        == Tensor([1, 1, -0.5, -0.5, -0.5, -0.5, 1, -0.5, -0.5, -0.5, -0.5, 1], shape: [3, 4])
    )
    let theorem = LastLayer(prototypeClass: classes, classCount: 3, otherClass: 0)
    #expect(theorem.weight.values.reduce(0, +) == 4)
  }

  @Test func keepingSomePrototypes() {
    let layer = LastLayer(weight: Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    #expect(layer.keeping([0, 2]).weight == Tensor([1, 3, 4, 6], shape: [2, 2]))
  }
}
