import ProtoPNet
import Tensors
import TestSupport
import Testing

/// Patches that prototypes begin as.
struct PatchDrawTests {
  private let labels = [0, 1, 2, 1, 0, 2, 2, 1, 0, 0, 1]
  private let names = ["Acadian Flycatcher", "Bobolink", "Cardinal"]
  private let latent = Samples.tensor([11, 9, 4, 5], seed: 5)

  private func layer(patch: Int) -> PrototypeLayer {
    PrototypeLayer(
      prototypes: Samples.tensor([7, 9, patch, patch], seed: 4),
      prototypeClass: [0, 0, 1, 1, 1, 2, 2],
      classCount: 3
    )
  }

  private func draw(patch: Int, seed: UInt64 = 1, batchSize: Int = 4) throws -> Tensor {
    var draw = try PatchDraw(
      for: layer(patch: patch),
      labels: labels,
      classNames: names,
      seed: seed
    )
    for first in stride(from: 0, to: labels.count, by: batchSize) {
      // An interrupted start goes on from its state.
      var next = try PatchDraw(
        for: layer(patch: patch),
        labels: labels,
        classNames: names,
        seed: seed
      )
      try next.restore(draw.saved)
      let range = first..<min(first + batchSize, labels.count)
      next.consider(latent: Samples.images(range, of: latent), imageIndices: Array(range))
      draw = next
    }
    return draw.patches
  }

  /// Every prototype is a patch of a picture of its class, no two of one picture while there are others.
  @Test(arguments: [1, 2, 3])
  func drawsPatchesOfTheOwnClass(patch: Int) throws {
    let patches = try draw(patch: patch)
    var images: [Int] = []
    for (prototype, label) in layer(patch: patch).prototypeClass.enumerated() {
      let found = (0..<11).filter { image in
        (0...4 - patch).contains { row in
          (0...5 - patch).contains { column in
            (0..<9).allSatisfy { channel in
              (0..<patch * patch).allSatisfy {
                let (a, b) = ($0 / patch, $0 % patch)
                return patches[prototype, channel, a, b]
                  == latent[image, channel, row + a, column + b]
              }
            }
          }
        }
      }
      #expect(found.count == 1 && labels[found.first ?? 0] == label)
      images += found
    }
    #expect(Set(images).count == 7)
  }

  @Test func dependsOnTheSeedAndOnNoBatches() throws {
    #expect(try draw(patch: 1, batchSize: 3) == draw(patch: 1, batchSize: 11))
    #expect(try draw(patch: 1, seed: 2) != draw(patch: 1))
  }

  @Test func namesClassesWithoutPictures() {
    #expect(throws: ProtoPNetError.classesWithoutImages(["Cardinal"])) {
      try PatchDraw(for: layer(patch: 1), labels: [0, 1, 1], classNames: names, seed: 1)
    }
  }
}
