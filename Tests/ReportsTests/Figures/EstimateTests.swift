import Reports
import Testing

struct EstimateTests {
  @Test func dividesByOneLessThanTheCount() throws {
    // By hand: mean 5, squared deviations 9 1 1 1 0 0 4 16 = 32, over 7.
    let estimate = try #require(Estimate([2, 4, 4, 4, 5, 5, 7, 9]))
    #expect(estimate.mean == 5)
    #expect(estimate.count == 8)
    let deviation = try #require(estimate.standardDeviation)
    #expect(abs(deviation - 2.138_089_935_299_395) < 1e-14)
  }

  @Test func twoValuesDeviateByTheirDifferenceOverTheRootOfTwo() throws {
    let estimate = try #require(Estimate([0.761, 0.765]))
    let deviation = try #require(estimate.standardDeviation)
    #expect(abs(deviation - 0.002_828_427_124_746_19) < 1e-15)
  }

  @Test func oneValueHasNoDeviationAndNoneIsNoEstimate() {
    #expect(Estimate(0.5).standardDeviation == nil)
    #expect(Estimate([]) == nil)
  }
}
