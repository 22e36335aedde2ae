import HeadKernels
import Tensors
import TestSupport
import Testing

struct PatchGradientsTests {
  @Test(arguments: [[1, 1], [2, 2], [3, 1], [1, 2], [2, 3]])
  func agreesWithCentralDifferences(patch: [Int]) throws {
    let prototypes = Samples.tensor([9, 3, patch[0], patch[1]], seed: 1)
    let latent = Samples.tensor([2, 3, 4, 5], seed: 2)
    let upstream = Samples.tensor([2, 9], seed: 3, low: -1)
    let naive = NaiveDistances(latent: latent, prototypes: prototypes)
    func weighted(_ naive: NaiveDistances) -> Double {
      zip(naive.minimumDistances.flatMap(\.self), upstream.values).reduce(0) {
        $0 + $1.0 * Double($1.1)
      }
    }
    let gradients = PatchDistances.gradients(
      latent: latent,
      prototypes: prototypes,
      minima: PatchDistances.minima(of: latent, to: prototypes),
      distanceGradient: upstream
    )
    let latentGradient = try #require(gradients.latent)
    let prototypeGradient = try #require(gradients.prototypes)
    #expect(latentGradient.shape == latent.shape)
    #expect(prototypeGradient.shape == prototypes.shape)
    expectClose(
      latentGradient.values,
      centralDifferences(of: naive, at: \.latent, weighted),
      relative: 1e-3,
      floor: 0.01
    )
    expectClose(
      prototypeGradient.values,
      centralDifferences(of: naive, at: \.prototypes, weighted),
      relative: 1e-3,
      floor: 0.01
    )
  }

  @Test func onlyTheNearestPatchMoves() throws {
    let prototypes = Tensor([1, 1, 5, 5], shape: [2, 2, 1, 1])
    // Cells (0, 0), (2, 3) and (9, 9); cell 1 is nearest to both prototypes.
    let latent = Tensor([0, 2, 9, 0, 3, 9], shape: [1, 2, 1, 3])
    let minima = PatchDistances.minima(of: latent, to: prototypes)
    #expect(minima.values.values == [2, 13])
    #expect(minima.cells == [0, 1])
    let gradients = PatchDistances.gradients(
      latent: latent,
      prototypes: prototypes,
      minima: minima,
      distanceGradient: Tensor([1, 10], shape: [1, 2])
    )
    #expect(gradients.latent?.values == [-2, -60, 0, -2, -40, 0])
    #expect(gradients.prototypes?.values == [2, 2, 60, 40])
  }

  @Test func aDistanceOfZeroHasNoGradient() throws {
    let prototypes = Tensor([1, 2], shape: [2, 1, 1, 1])
    let latent = Tensor([0.5, 1], shape: [1, 1, 1, 2])
    // As if round-off had been clamped at a patch that differs from the prototype.
    let minima = (values: Tensor([0, 1], shape: [1, 2]), cells: [0, 1] as [Int32])
    let gradients = PatchDistances.gradients(
      latent: latent,
      prototypes: prototypes,
      minima: minima,
      distanceGradient: Tensor([3, 3], shape: [1, 2])
    )
    #expect(gradients.latent?.values == [0, -6])
    #expect(gradients.prototypes?.values == [0, 6])
  }

  @Test func doesNotDependOnTheThreads() {
    let prototypes = Samples.tensor([601, 13, 2, 1], seed: 1)
    let latent = Samples.tensor([5, 13, 4, 4], seed: 2)
    let upstream = Samples.tensor([5, 601], seed: 3, low: -1)
    let minima = PatchDistances.minima(of: latent, to: prototypes)
    let results = [1, 2, 3].map { threads in
      ThreadCount.with(threads) {
        PatchDistances.gradients(
          latent: latent,
          prototypes: prototypes,
          minima: minima,
          distanceGradient: upstream
        )
      }
    }
    for result in results.dropFirst() {
      #expect(result.latent == results[0].latent && result.prototypes == results[0].prototypes)
    }
  }

  @Test func skipsWhatIsNotAskedFor() {
    let prototypes = Samples.tensor([4, 2, 1, 1], seed: 1)
    let latent = Samples.tensor([1, 2, 3, 3], seed: 2)
    func gradients(_ latentToo: Bool, _ prototypesToo: Bool) -> PatchDistances.Gradients {
      PatchDistances.gradients(
        latent: latent,
        prototypes: prototypes,
        minima: PatchDistances.minima(of: latent, to: prototypes),
        distanceGradient: Tensor(repeating: 1, shape: [1, 4]),
        needsLatent: latentToo,
        needsPrototypes: prototypesToo
      )
    }
    #expect(gradients(true, false).prototypes == nil && gradients(true, false).latent != nil)
    #expect(gradients(false, true).prototypes != nil && gradients(false, true).latent == nil)
    #expect(gradients(false, false).prototypes == nil)
  }
}
