import Reports
import Testing

struct SamplingIntervalTests {
  /// SciPy 1 `binomtest(k, n).proportion_ci(method="wilson")`.
  @Test(arguments: [
    (520, 600, 0.837_120_608_259_904_9, 0.891_547_477_663_381),
    (1, 1, 0.206_549_314_377_237_45, 1.0), (0, 10, 0.0, 0.277_532_799_862_889_26),
  ])
  func agreesWithSciPy(correct: Int, images: Int, lower: Double, upper: Double) throws {
    let interval = try #require(SamplingInterval(correctCount: correct, imageCount: images))
    #expect(abs(interval.lower - lower) < 1e-12)
    #expect(abs(interval.upper - upper) < 1e-12)
  }

  @Test func noImagesGiveNoInterval() {
    #expect(SamplingInterval(correctCount: 0, imageCount: 0) == nil)
  }
}
