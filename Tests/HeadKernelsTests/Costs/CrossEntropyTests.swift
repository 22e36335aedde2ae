import Foundation
import HeadKernels
import Tensors
import TestSupport
import Testing

struct CrossEntropyTests {
  @Test func gradientAgreesWithCentralDifferences() throws {
    let logits = Samples.tensor([4, 5], seed: 1, low: -6, high: 6)
    let labels = [0, 3, 3, 4]
    func value(_ rows: [Double]) -> Double {
      (0..<4).reduce(0) { sum, image in
        let row = rows[image * 5..<image * 5 + 5]
        return sum + log(row.reduce(0) { $0 + exp($1) }) - rows[image * 5 + labels[image]]
      } / 4
    }
    let values = logits.values.map(Double.init)
    let expected = values.indices.map { index in
      var (above, below) = (values, values)
      above[index] += 1e-5
      below[index] -= 1e-5
      return 3 * (value(above) - value(below)) / 2e-5
    }
    let result = CrossEntropy(logits: logits, labels: labels, gradientScale: 3)
    #expect(abs(result.value - value(values)) < 1e-9)
    expectClose(try #require(result.gradient).values, expected, relative: 1e-3, floor: 0.01)
    #expect(CrossEntropy(logits: logits, labels: labels, gradientScale: nil).gradient == nil)
  }

  @Test func largeLogitsStayFinite() throws {
    let logits = Tensor([20000, -20000, 0, -20000, 20000, 0], shape: [2, 3])
    let result = CrossEntropy(logits: logits, labels: [0, 0])
    #expect(result.value == 20000)
    #expect(result.gradient?.values == [0, 0, 0, -0.5, 0.5, 0])
    #expect(result.correctCount == 1)
  }

  @Test func equalLogitsGiveTheLogarithmOfTheClassCount() {
    let result = CrossEntropy(logits: Tensor(shape: [2, 200]), labels: [0, 7])
    #expect(abs(result.value - 5.298317366548036) < 1e-12)
    // The first of equal logits wins.
    #expect(result.correctCount == 1)
  }
}
