import ProtoPNet
import Tensors
import TestSupport
import Testing

struct ScoringSheetComparisonTests {
  private static let layer = PrototypeLayer(
    prototypes: Samples.tensor([6, 4, 1, 1], seed: 3),
    prototypeClass: [0, 0, 1, 1, 2, 2],
    classCount: 3
  )

  /// The differences of all prototypes are the difference of the logits, the largest first.
  @Test func differencesAddUpToTheLead() {
    let head = PrototypeHead(
      prototypeLayer: Self.layer,
      lastLayer: LastLayer(weight: Samples.tensor([3, 6], seed: 4, low: -1, high: 2))
    )
    let output = head.forward(Samples.tensor([1, 4, 3, 3], seed: 5))
    let comparison = ScoringSheetComparison(
      of: 2,
      with: 0,
      similarities: output.similarities.slice(0),
      in: head.lastLayer
    )
    let lead = Double(output.logits[0, 2]) - Double(output.logits[0, 0])
    #expect(abs(comparison.rows.reduce(0) { $0 + $1.difference } - lead) < 1e-4)
    let sizes = comparison.rows.map { abs($0.difference) }
    #expect(sizes == sizes.sorted(by: >) && Set(comparison.rows.map(\.prototype)).count == 6)
  }

  @Test func findsEqualPrototypes() {
    var layer = Self.layer
    let vectors = [0, 1, 0, 3, 1, 0].flatMap { layer.prototypes.slice($0).values }
    layer.prototypes = Tensor(vectors, shape: [6, 4, 1, 1])
    #expect(layer.duplicates == [[2, 5], [4], [0, 5], [], [1], [0, 2]])
  }
}
