import Datasets
import Foundation
import Images
import Recipe
import Tensors
import Testing

struct OnTheFlyAugmentationTests {
  private static let size = 16
  private static let transform = InputTransform.imageNet(imageSize: size)
  private let folder: TemporaryFolder
  private let images: [LabelledImage]

  init() throws {
    folder = try TemporaryFolder()
    images = try (0..<9).map { [folder] index in
      let file = try folder.addPicture("\(index).png", width: 30, height: 25 + index, seed: index)
      return LabelledImage(path: "train/\(index).png", file: file, classIndex: 0)
    }
  }

  private func augmentation(originals: Bool = false) -> OnTheFlyAugmentation {
    OnTheFlyAugmentation(
      AugmentationSettings(
        preset: .asPaper,
        seed: 3,
        copies: [.rotation: 2, .skew: 1],
        includesOriginals: originals
      )
    )
  }

  private func values(threads: Int, cacheBytes: Int, passes: [String?]) throws -> [[Float]] {
    let loader = ImageLoader(
      images: images,
      transform: Self.transform,
      threadCount: threads,
      cacheBytes: cacheBytes,
      augmentation: augmentation()
    )
    return try passes.flatMap { pass in
      var values: [[Float]] = []
      try loader.forEachBatch(order: Array(images.indices), batchSize: 4, pass: pass) { batch in
        for item in batch.indices.indices { values.append(batch.images.slice(item).values) }
      }
      return values
    }
  }

  @Test(arguments: [(1, 0), (2, 0), (4, 1 << 20), (2, 5000)])
  func passesShowWhatTheirNamesDraw(threads: Int, cacheBytes: Int) throws {
    let passes = ["joint 0", "joint 1", nil, "joint 0"]
    let found = try values(threads: threads, cacheBytes: cacheBytes, passes: passes)
    let expected = try passes.flatMap { pass in
      try images.map { image -> [Float] in
        var picture = try image.contents.image()
        if let pass {
          let drawn = augmentation().augmentation(
            of: image.path,
            width: picture.width,
            height: picture.height,
            pass: pass
          )
          picture = try #require(drawn).apply(to: WarpSource(picture))
        }
        return Tensor(shape: [3, Self.size, Self.size]) {
          Self.transform.apply(picture, into: $0)
        }.values
      }
    }
    #expect(found == expected)
    let (first, second, plain) = (found[0..<9], found[9..<18], found[18..<27])
    #expect(zip(first, second).allSatisfy { $0 != $1 })
    #expect(zip(first, plain).allSatisfy { $0 != $1 })
  }

  @Test func everyResultIsAsLikelyAsTheOthers() {
    var counts: [String: Int] = [:]
    let augmentation = augmentation(originals: true)
    for index in 0..<4000 {
      let drawn = augmentation.augmentation(of: "\(index)", width: 50, height: 50, pass: "joint 0")
      let name =
        switch drawn?.warp {
        case .rotation: "rotation"
        case .skew: "skew"
        case nil: "original"
        default: "other"
        }
      counts[name, default: 0] += 1
    }
    // Two of four, one, and one; five deviations are 160.
    #expect(Set(counts.keys) == ["rotation", "skew", "original"])
    #expect(abs(counts["rotation", default: 0] - 2000) < 160)
    #expect(abs(counts["skew", default: 0] - 1000) < 140)
    #expect(abs(counts["original", default: 0] - 1000) < 140)
  }
}
