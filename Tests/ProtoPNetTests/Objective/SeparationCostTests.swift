import HeadKernels
import ProtoPNet
import Tensors
import Testing

struct SeparationCostTests {
  private let classes = [0, 0, 1, 1, 1, 2]
  private let distances = Tensor([0, 3, 2, 1, 1, 6, 8, 9, 0, 0, 0, 7], shape: [2, 6])

  @Test func nearestPrototypesOfOtherClasses() {
    let result = SeparationCost.evaluate(
      minimumSquaredDistances: distances,
      labels: [0, 1],
      prototypeClass: classes
    )
    #expect(result.indices == [3, 5])
    #expect(result.meanSquaredDistance == 4)
    var gradient = Tensor(shape: [2, 6])
    result.addGradient(scale: -0.5, to: &gradient)
    #expect(gradient.values == [0, 0, 0, -0.25, 0, 0, 0, 0, 0, 0, 0, -0.25])
  }

  @Test func averageOverOtherClasses() {
    let average = SeparationCost.average(
      minimumSquaredDistances: distances,
      labels: [0, 1],
      prototypeClass: classes
    )
    // (2 + 1 + 1 + 6) / 4 = 2.5 and (8 + 9 + 7) / 3 = 8.
    #expect(average == 5.25)
  }
}
