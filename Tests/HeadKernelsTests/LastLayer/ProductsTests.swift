import HeadKernels
import Tensors
import TestSupport
import Testing

struct ProductsTests {
  @Test(arguments: [[1, 2, 3], [5, 200, 31], [33, 70, 515], [64, 3, 1030], [5, 3, 9000]])
  func productsAgreeWithLoops(extents: [Int]) {
    let (n, k, p) = (extents[0], extents[1], extents[2])
    let weight = Samples.tensor([k, p], seed: 1, low: -1)
    let similarities = Samples.tensor([n, p], seed: 2, high: 9)
    let gradient = Samples.tensor([n, k], seed: 3, low: -1)
    let (w, s, g) = (weight.values, similarities.values, gradient.values)
    func sum(_ count: Int, _ term: (Int) -> (Float, Float)) -> Double {
      (0..<count).reduce(0) {
        let (a, b) = term($1)
        return $0 + Double(a) * Double(b)
      }
    }
    var logits: [Double] = []
    var back: [Double] = []
    var weights: [Double] = []
    for i in 0..<n {
      for c in 0..<k { logits.append(sum(p) { (s[i * p + $0], w[c * p + $0]) }) }
      for j in 0..<p { back.append(sum(k) { (g[i * k + $0], w[$0 * p + j]) }) }
    }
    for c in 0..<k {
      for j in 0..<p { weights.append(sum(n) { (g[$0 * k + c], s[$0 * p + j]) }) }
    }
    expectClose(similarities.timesTransposed(weight).values, logits, relative: 1e-4, floor: 0.01)
    expectClose(gradient.times(weight).values, back, relative: 1e-4, floor: 0.01)
    expectClose(
      gradient.transposedTimes(similarities).values,
      weights,
      relative: 1e-4,
      floor: 0.01
    )
  }

  @Test(arguments: [333, 4500])
  func logitsDependOnNeitherBatchNorThreads(prototypeCount: Int) {
    let weight = Samples.tensor([70, prototypeCount], seed: 1, low: -1)
    let similarities = Samples.tensor([45, prototypeCount], seed: 2, high: 9)
    let whole = similarities.timesTransposed(weight)
    #expect(ThreadCount.with(1) { similarities.timesTransposed(weight) } == whole)
    #expect(ThreadCount.with(3) { similarities.timesTransposed(weight) } == whole)
    for batchSize in [1, 7, 32] {
      var logits: [Float] = []
      for first in stride(from: 0, to: 45, by: batchSize) {
        let range = first..<min(first + batchSize, 45)
        logits += Samples.images(range, of: similarities).timesTransposed(weight).values
      }
      #expect(logits == whole.values)
    }
    let gradient = Samples.tensor([45, 70], seed: 3, low: -1)
    let backs = [1, 2, 3].map { threads in
      ThreadCount.with(threads) { gradient.times(weight) }
    }
    #expect(backs[0] == backs[1] && backs[0] == backs[2])
  }
}
