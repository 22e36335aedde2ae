import ProtoPNet
import Tensors
import TestSupport
import Testing

struct PercentileTests {
  @Test func everyRankOfMixedSigns() {
    var values = Samples.tensor([501], seed: 1, low: -2, high: 2).values
    values += [0, -0.0, 0.5, 0.5, -0.5, .greatestFiniteMagnitude, -.greatestFiniteMagnitude]
    let sorted = values.sorted()
    let span = values.span
    for rank in sorted.indices {
      let smallest = Percentile.smallest(rank, of: span)
      #expect(smallest == sorted[rank])
    }
  }

  @Test func ranksOfAPictureOf224Pixels() {
    // Rank 0.95·50175 = 47666.25 lies between 47666 and 47667.
    let values = (0..<50176).map(Float.init).reversed() as [Float]
    let span = values.span
    let ranks = [0, 95, 100].map { Percentile.value(of: span, percentile: $0) }
    #expect(abs(ranks[1] - 47666.25) < 1e-9)
    #expect(ranks[0] == 0)
    #expect(ranks[2] == 50175)
  }
}
