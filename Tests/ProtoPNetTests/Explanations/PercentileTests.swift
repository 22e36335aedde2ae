import ProtoPNet
import Tensors
import Testing

struct PercentileTests {
  @Test func everyRankOfMixedSigns() {
    var values = Samples.tensor([501], seed: 1, low: -2, high: 2).values
    values += [0, -0.0, 0.5, 0.5, -0.5, .greatestFiniteMagnitude, -.greatestFiniteMagnitude]
    let sorted = values.sorted()
    values.withUnsafeBufferPointer { values in
      for rank in sorted.indices { #expect(Percentile.smallest(rank, of: values) == sorted[rank]) }
    }
  }

  @Test func ranksOfAPictureOf224Pixels() {
    // Rank 0.95·50175 = 47666.25 lies between 47666 and 47667.
    let values = (0..<50176).map(Float.init).reversed() as [Float]
    values.withUnsafeBufferPointer { values in
      #expect(abs(Percentile.value(of: values, percentile: 95) - 47666.25) < 1e-9)
      #expect(Percentile.value(of: values, percentile: 0) == 0)
      #expect(Percentile.value(of: values, percentile: 100) == 50175)
    }
  }
}
