import ProtoPNet
import Tensors
import TestSupport
import Testing

struct PairDistanceTests {
  @Test func meanOverAllOrderedPairs() {
    let prototypes = Samples.tensor([13, 3, 2, 1], seed: 1, low: -1, high: 3)
    let values = prototypes.values.map(Double.init)
    var sum = 0.0
    for i in 0..<13 {
      for j in 0..<13 {
        for index in 0..<6 {
          let difference = values[i * 6 + index] - values[j * 6 + index]
          sum += difference * difference
        }
      }
    }
    #expect(abs(PairDistance.mean(prototypes: prototypes) - sum / 169) < 1e-9)
  }

  @Test func uniformPrototypesAreDOverSixApart() {
    let prototypes = Samples.tensor([2000, 128, 1, 1], seed: 1)
    #expect(abs(PairDistance.mean(prototypes: prototypes) - 128.0 / 6) < 0.1)
  }
}
