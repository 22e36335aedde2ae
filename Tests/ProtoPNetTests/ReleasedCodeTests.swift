import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

/// Parity with the released PyTorch code on small latent maps.
struct ReleasedCodeTests {
  @Test func forwardAgrees() throws {
    for released in try ReleasedCases.load().cases {
      let head = released.head
      let output = head.forward(released.latentTensor)
      expectClose(
        output.minimumDistances.values.values,
        released.minimumDistances,
        relative: 2e-5,
        floor: 0.01,
        "\(released) distances"
      )
      expectClose(
        output.logits.values,
        released.logits,
        relative: 5e-5,
        floor: 0.01,
        "\(released) logits"
      )
      let maps = head.prototypeLayer.distances(to: released.latentTensor.slice(0))
      expectClose(
        maps.values,
        released.firstImageMaps,
        relative: 2e-5,
        floor: 0.01,
        "\(released) maps"
      )
    }
  }

  @Test func costsAgree() throws {
    for released in try ReleasedCases.load().cases {
      let step = released.head.trainingStep(
        latent: released.latentTensor,
        labels: released.labels,
        coefficients: .published,
        needs: []
      )
      let pairs: [(Double?, Double)] = [
        (step.costs.crossEntropy, released.crossEntropy),
        (step.costs[.cluster], released.cluster),
        (step.costs[.separation], released.separation),
        (step.costs[.averageSeparation], released.averageSeparation),
        (step.costs[.lastLayerL1], released.lastLayerL1),
        (step.costs[.lastLayerNorm], released.lastLayerNorm),
      ]
      for (position, (cost, truth)) in pairs.enumerated() {
        #expect(
          abs(try #require(cost) - truth) <= 2e-5 * max(1, abs(truth)),
          "\(released), term \(position): \(cost ?? .nan) for \(truth)"
        )
      }
      let accuracy = 100 * Double(step.correctCount) / Double(released.labels.count)
      #expect(abs(accuracy - released.accuracyPercent) < 1e-4)
      #expect(step.latentGradient == nil && step.prototypeGradient == nil)
      #expect(step.lastLayerGradient == nil)
    }
  }

  @Test func gradientsAgree() throws {
    for released in try ReleasedCases.load().cases {
      let step = released.head.trainingStep(
        latent: released.latentTensor,
        labels: released.labels,
        coefficients: .published,
        needs: [.latent, .prototypes, .lastLayer]
      )
      expectClose(
        try #require(step.latentGradient).values,
        released.latentGradient,
        relative: 3e-4,
        floor: 0.01,
        "\(released) latent"
      )
      expectClose(
        try #require(step.prototypeGradient).values,
        released.prototypeGradient,
        relative: 3e-4,
        floor: 0.01,
        "\(released) prototypes"
      )
      expectClose(
        try #require(step.lastLayerGradient).values,
        released.lastLayerGradient,
        relative: 3e-4,
        floor: 0.01,
        "\(released) last layer"
      )
    }
  }
}
