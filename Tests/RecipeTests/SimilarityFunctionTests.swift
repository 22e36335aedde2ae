import Foundation
import Recipe
import Testing

struct SimilarityFunctionTests {
  /// A tenth of the logarithm's maximum, and the linear similarity at the same distance.
  @Test func weakMeansTheSameDistanceForBoth() {
    let (logarithm, linear) = (SimilarityFunction.published, SimilarityFunction.linear)
    #expect(abs(logarithm.weakBelow - 0.921034) < 1e-6)
    let distance = -linear.weakBelow
    let similarity = log((distance + 1) / (distance + 1e-4))
    #expect(abs(similarity - logarithm.weakBelow) < 1e-12)
    #expect(linear.maximum == 0)
  }
}
