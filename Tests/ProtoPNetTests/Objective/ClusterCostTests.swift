import HeadKernels
import ProtoPNet
import Tensors
import TestSupport
import Testing

struct ClusterCostTests {
  static let classes = [0, 0, 1, 1, 1, 2]

  @Test func nearestOwnPrototypes() {
    let distances = Tensor([5, 3, 1, 1, 1, 0, 0, 0, 4, 2, 2, 1], shape: [2, 6])
    let result = ClusterCost.evaluate(
      minimumSquaredDistances: distances,
      labels: [0, 1],
      prototypeClass: Self.classes
    )
    #expect(result.indices == [1, 3])
    #expect(result.meanSquaredDistance == 2.5)
    var gradient = Tensor(repeating: 1, shape: [2, 6])
    result.addGradient(scale: 0.8, to: &gradient)
    #expect(gradient.values == [1, 1.4, 1, 1, 1, 1, 1, 1, 1, 1.4, 1, 1])
  }

  /// max_dist − max((max_dist − d)·mask), as the released code writes a masked minimum.
  @Test func equalsTheInversionTrickBelowTheLargestDistance() {
    let distances = Samples.tensor([40, 6], seed: 1, high: 64)
    let labels = (0..<40).map { $0 % 3 }
    let values = distances.values.map(Double.init)
    func inverted(_ wantsOwn: Bool) -> Double {
      labels.enumerated().reduce(0) { sum, item in
        let (image, label) = item
        let terms = Self.classes.indices.map { prototype in
          (64 - values[image * 6 + prototype])
            * ((Self.classes[prototype] == label) == wantsOwn ? 1 : 0)
        }
        return sum + 64 - (terms.max() ?? .nan)
      } / 40
    }
    let cluster = ClusterCost.evaluate(
      minimumSquaredDistances: distances,
      labels: labels,
      prototypeClass: Self.classes
    )
    let separation = SeparationCost.evaluate(
      minimumSquaredDistances: distances,
      labels: labels,
      prototypeClass: Self.classes
    )
    #expect(abs(cluster.meanSquaredDistance - inverted(true)) < 1e-10)
    #expect(abs(separation.meanSquaredDistance - inverted(false)) < 1e-10)
  }

  @Test func gradientReachesBeyondTheLargestDistance() {
    // D = 1: the released formula would give 1 and no gradient here.
    let result = ClusterCost.evaluate(
      minimumSquaredDistances: Tensor([9, 7, 1, 1, 1, 1], shape: [1, 6]),
      labels: [0],
      prototypeClass: Self.classes
    )
    #expect(result.meanSquaredDistance == 7)
    #expect(result.indices == [1])
  }
}
