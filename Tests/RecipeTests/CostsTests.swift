import Recipe
import Testing

struct CostsTests {
  private func costs(crossEntropy: Double = 2, cluster: Double = 3) -> Costs {
    Costs(
      [
        .crossEntropy: crossEntropy, .cluster: cluster, .separation: 5, .averageSeparation: 50,
        .lastLayerL1: 199_000, .lastLayerNorm: 201_000,
      ],
      coefficients: .published
    )
  }

  @Test func totalWithThePublishedCoefficients() {
    // 2 + 0.8·3 − 0.08·5 + 10⁻⁴·199000.
    #expect(abs(costs().total - 23.9) < 1e-12)
  }

  @Test func namesTheTermThatIsNotFinite() {
    #expect(costs().nonFiniteTerm == nil)
    #expect(costs(crossEntropy: .nan).nonFiniteTerm == "cross entropy")
    #expect(costs(cluster: .infinity).nonFiniteTerm == "cluster cost")
  }

  @Test func otherCoefficientsWeighAnew() {
    let costs = costs().weighed(by: Coefficients([.separation: 0]))
    #expect(abs(costs.total - 24.3) < 1e-12)
  }

  @Test func aModelWithoutPrototypesHasNoTermsOfThem() {
    let costs = Costs([.crossEntropy: 2], coefficients: .published)
    #expect(costs.total == 2)
    #expect(costs[.cluster] == nil && costs.nonFiniteTerm == nil)
  }
}
