import HeadKernels
import Tensors
import Testing

struct LastLayerL1Tests {
  @Test(arguments: [(2000, 201_000.0, 199_000.0), (1000, 100_500.0, 99_500.0)])
  func initialValueOfCUB(count: Int, norm: Double, offClass: Double) {
    let classes = (0..<count).map { $0 / (count / 200) }
    var weight = Tensor(repeating: -0.5, shape: [200, count])
    for (prototype, label) in classes.enumerated() { weight[label, prototype] = 1 }
    let l1 = LastLayerL1(weight: weight, prototypeClass: classes)
    #expect(l1.norm == norm)
    #expect(l1.value == offClass)
  }

  @Test func gradientIsTheSignOffClass() {
    let weight = Tensor([2, -3, 0, -1, 5, 7, 0, 1, 4, -2], shape: [2, 5])
    let classes = [0, 0, 0, 1, 1]
    var gradient = Tensor(repeating: 1, shape: [2, 5])
    LastLayerL1.addGradient(scale: 0.5, weight: weight, prototypeClass: classes, to: &gradient)
    #expect(gradient.values == [1, 1, 1, 0.5, 1.5, 1.5, 1, 1.5, 1, 1])
    let l1 = LastLayerL1(weight: weight, prototypeClass: classes)
    #expect(l1.value == 14 && l1.norm == 25)
  }
}
