import Testing
import protopnet_bench

struct TimingTests {
  @Test func theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    #expect(Timing(seconds: [8, 1, 4, 2]).median == 3)
    #expect(Timing(seconds: [5, 1, 2]).median == 2)
  }
}
