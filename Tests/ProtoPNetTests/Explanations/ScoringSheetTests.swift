import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

struct ScoringSheetTests {
  /// Three networks of as many classes that differ in prototypes, depth, extents and similarity.
  private static let classCount = 4
  private static let heads: [(head: PrototypeHead, latent: Tensor)] = [
    network(perClass: [3, 3, 3, 3], depth: 5, extent: 1, .published, seed: 1),
    network(perClass: [1, 4, 2, 7], depth: 16, extent: 2, .log(epsilon: 1e-2), seed: 2),
    network(perClass: [2, 1, 1, 5], depth: 3, extent: 1, .linear, seed: 3),
  ]

  /// A head with random weights and prototypes, and the latent maps of five images.
  private static func network(
    perClass: [Int],
    depth: Int,
    extent: Int,
    _ similarity: SimilarityFunction,
    seed: UInt64
  ) -> (PrototypeHead, Tensor) {
    let classes = perClass.enumerated().flatMap { Array(repeating: $0, count: $1) }
    let layer = PrototypeLayer(
      prototypes: Samples.tensor([classes.count, depth, extent, extent], seed: seed),
      prototypeClass: classes,
      classCount: classCount,
      similarityFunction: similarity
    )
    let weight = Samples.tensor([classCount, classes.count], seed: seed + 10, low: -1, high: 2)
    return (
      PrototypeHead(prototypeLayer: layer, lastLayer: LastLayer(weight: weight)),
      Samples.tensor([5, depth, 6, 6], seed: seed + 20)
    )
  }

  /// The points of every member's sheet add up to the ensemble's logit, of every image and class.
  @Test func pointsAddUpToTheEnsemblesLogits() {
    let outputs = Self.heads.map { $0.head.forward($0.latent) }
    let logits = Ensemble.logits(of: outputs.map(\.logits))
    for image in 0..<5 {
      for label in 0..<Self.classCount {
        let sheets = zip(Self.heads, outputs).map { member, output in
          ScoringSheet(of: label, similarities: output.similarities.slice(image), in: member.head)
        }
        for (sheet, output) in zip(sheets, outputs) {
          #expect(abs(sheet.total - Double(output.logits[image, label])) < 1e-4)
        }
        let sum = sheets.reduce(0) { $0 + $1.total }
        #expect(abs(sum - Double(logits[image, label])) < 1e-4)
      }
    }
  }

  @Test func listsTheClassesOwnPrototypesByTheirPoints() throws {
    for member in Self.heads {
      let similarities = member.head.forward(member.latent).similarities.slice(2)
      let classes = member.head.prototypeLayer.prototypeClass
      for label in 0..<Self.classCount {
        let sheet = ScoringSheet(of: label, similarities: similarities, in: member.head)
        #expect(
          Set(sheet.rows.map(\.prototype)) == Set(classes.indices.filter { classes[$0] == label })
        )
        #expect(sheet.rows.count + sheet.otherCount == classes.count)
        let points = sheet.rows.map(\.points)
        #expect(points == points.sorted(by: >))
        for row in sheet.rows {
          #expect(row.similarity == similarities[row.prototype])
          #expect(row.weight == member.head.lastLayer.weight[label, row.prototype])
        }
      }
    }
  }

  /// With the initial last layer the sheet is the sum of the own similarities less half of the others.
  @Test func followsTheInitialLastLayer() {
    let layer = Self.heads[0].head.prototypeLayer
    let similarities = Tensor((1...12).map(Float.init), shape: [12])
    let sheet = ScoringSheet(
      of: 1,
      similarities: similarities,
      in: PrototypeHead(prototypeLayer: layer)
    )
    #expect(sheet.rows.map(\.prototype) == [5, 4, 3])
    #expect(sheet.rows.map(\.points) == [6, 5, 4])
    #expect(sheet.otherPoints == -0.5 * (78 - 15))
    #expect(sheet.total == 15 - 31.5)
  }
}
