import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

struct PrototypeHeadTests {
  /// A head with unequal prototype counts and a last layer off its initial values.
  static func head(_ function: SimilarityFunction, patch: Int = 1) -> PrototypeHead {
    let classes = [0, 0, 1, 1, 1, 2, 3, 3]
    let layer = PrototypeLayer(
      prototypes: Samples.tensor([8, 4, patch, patch], seed: 5),
      prototypeClass: classes,
      classCount: 4,
      similarityFunction: function
    )
    let initial = LastLayer(prototypeClass: classes, classCount: 4).weight.values
    let noise = Samples.tensor([4, 8], seed: 6, low: -0.3, high: 0.3).values
    let weight = Tensor(zip(initial, noise).map { $0 + $1 }, shape: [4, 8])
    return PrototypeHead(prototypeLayer: layer, lastLayer: LastLayer(weight: weight))
  }

  @Test(arguments: [SimilarityFunction.published, .linear], [1, 2])
  func gradientsAgreeWithCentralDifferences(function: SimilarityFunction, patch: Int) throws {
    let head = Self.head(function, patch: patch)
    let latent = Samples.tensor([3, 4, 4, 3], seed: 7)
    let labels = [1, 0, 3]
    var naive = NaiveHead(latent: latent, head: head)
    // Coefficients far from the published ones, so that no term hides behind another.
    let coefficients = Coefficients(
      [.crossEntropy: 1.5, .cluster: 0.7, .separation: 0.4, .lastLayerL1: 0.05]
    )
    naive.coefficients = coefficients
    let step = head.trainingStep(
      latent: latent,
      labels: labels,
      coefficients: coefficients,
      needs: [.latent, .prototypes, .lastLayer]
    )
    let minima = naive.minimumDistances
    let costs = step.costs
    #expect(abs(costs.total - naive.total(labels: labels)) < 1e-4)
    #expect(abs(try #require(costs[.cluster]) - naive.cluster(minima, labels: labels)) < 1e-5)
    #expect(abs(try #require(costs[.separation]) - naive.separation(minima, labels: labels)) < 1e-5)
    let average = naive.averageSeparation(minima, labels: labels)
    #expect(abs(try #require(costs[.averageSeparation]) - average) < 1e-5)
    #expect(abs(try #require(costs[.lastLayerL1]) - naive.lastLayerL1) < 1e-5)
    #expect(
      abs(costs.crossEntropy - naive.crossEntropy(naive.logits(minima), labels: labels)) < 1e-4
    )
    func total(_ head: NaiveHead) -> Double { head.total(labels: labels) }
    expectClose(
      try #require(step.latentGradient).values,
      naive.gradient(\.latent, total),
      relative: 1e-3,
      floor: 0.01
    )
    expectClose(
      try #require(step.prototypeGradient).values,
      naive.gradient(\.prototypes, total),
      relative: 1e-3,
      floor: 0.01
    )
    expectClose(
      try #require(step.lastLayerGradient).values,
      naive.gradient(\.weight, total),
      relative: 1e-3,
      floor: 0.01
    )
  }

  @Test func keptDistancesGiveTheSameLastLayerStep() {
    let head = Self.head(.published)
    let latent = Samples.tensor([3, 4, 4, 3], seed: 7)
    let step = head.trainingStep(
      latent: latent,
      labels: [1, 0, 3],
      coefficients: .published,
      needs: .lastLayer
    )
    let again = head.lastLayerStep(
      minimumSquaredDistances: head.forward(latent).minimumDistances.values,
      labels: [1, 0, 3],
      coefficients: .published
    )
    #expect(step.latentGradient == nil && step.prototypeGradient == nil)
    #expect(step.lastLayerGradient != nil)
    #expect(again.lastLayerGradient == step.lastLayerGradient)
    #expect(again.costs == step.costs && again.correctCount == step.correctCount)
  }

  @Test func keepingEveryOtherPrototypeDropsItsShareOfTheLogits() {
    let head = Self.head(.published)
    let latent = Samples.tensor([2, 4, 4, 3], seed: 7)
    let kept = head.keeping([0, 3, 4, 5, 7])
    let naive = NaiveHead(latent: latent, head: kept)
    let expected = naive.logits(naive.minimumDistances).flatMap(\.self)
    expectClose(kept.forward(latent).logits.values, expected, relative: 1e-3, floor: 0.01)
    #expect(kept.objective.prototypeClass == [0, 1, 1, 2, 3])
  }

  @Test func signsOfTheCosts() {
    // Raising every other-class distance must lower the total; the nearest own one counts 0.8.
    let head = Self.head(.linear)
    let logits = Tensor(shape: [1, 4])
    let labels = [1]
    func total(_ change: (Int) -> Float) -> Double {
      let distances = Tensor((0..<8).map { 2 + Float($0) + change($0) }, shape: [1, 8])
      return head.objective.evaluate(
        logits: logits,
        minimumSquaredDistances: distances,
        labels: labels,
        lastLayer: head.lastLayer.weight,
        coefficients: .published
      ).costs.total
    }
    let base = total { _ in 0 }
    let away = total { head.objective.prototypeClass[$0] == 1 ? 0 : 1 }
    #expect(abs(away - base + 0.08) < 1e-9)
    let nearestOwn = total { $0 == 2 ? 0.5 : 0 }
    #expect(abs(nearestOwn - base - 0.4) < 1e-9)
  }
}
