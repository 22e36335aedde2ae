import Datasets
import Foundation
import Images

/// What Augmentor made of two pictures; `make_augmentor_fixtures.py` asked it.
struct AugmentorCases: Decodable {
  struct Extents: Decodable {
    let width: Int
    let height: Int
  }

  /// One call; exactly one of the operations is there.
  struct Case: Decodable {
    let picture: Int
    let rotation: Rotation?
    let skew: Skew?
    let shear: Shear?
    let distortion: Distortion?

    var warp: Augmentation.Warp? {
      rotation.map { .rotation($0) } ?? skew.map { .skew($0) } ?? shear.map { .shear($0) }
        ?? distortion.map { .distortion($0) }
    }
  }

  let pictures: [Extents]
  let cases: [Case]

  /// The cases with their pictures and results.
  static func all() throws -> [(case: Case, picture: Image, result: Image)] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures")
    let listing = try JSONDecoder().decode(
      AugmentorCases.self,
      from: Data(contentsOf: folder.appending(path: "augmentor.json"))
    )
    var samples = [UInt8](try Data(contentsOf: folder.appending(path: "augmentor.rgb")))[...]
    func next(_ extents: Extents) -> Image {
      let count = extents.width * extents.height * 3
      defer { samples = samples.dropFirst(count) }
      return Image(
        width: extents.width,
        height: extents.height,
        pixels: Array(samples.prefix(count))
      )
    }
    let pictures = listing.pictures.map(next)
    return listing.cases.map { ($0, pictures[$0.picture], next(listing.pictures[$0.picture])) }
  }
}
