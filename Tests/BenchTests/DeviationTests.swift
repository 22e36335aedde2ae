import Tensors
import Testing
import protopnet_bench

struct DeviationTests {
  @Test func relativeByNorms() {
    let reference = Tensor([0, 3, 4], shape: [3])
    let values = Tensor([1, 3, 2], shape: [3])
    #expect(abs(Deviation.relative(values, to: reference) - 5.0.squareRoot() / 5) < 1e-15)
    #expect(Deviation.relative(reference, to: reference) == 0)
    let zero = Tensor(shape: [3])
    #expect(Deviation.relative(zero, to: zero) == 0)
    #expect(Deviation.relative(reference, to: zero) == .infinity)
  }

  @Test func largestDifferenceOfSeries() {
    #expect(Deviation.largestRelative([1, -4.5, 8], to: [1, -4, 10]) == 0.2)
    #expect(Deviation.largestRelative([3, -3], to: [3, -4]) == 0.25)
  }

  @Test func worstAndMedian() {
    let summary = Deviation.Summary(["a": 0.3, "b": 0.1, "c": 0.9, "d": 0.2, "e": 0.4])
    #expect(summary.worst == 0.9 && summary.worstName == "c" && summary.median == 0.3)
  }
}
