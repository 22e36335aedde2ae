package import Digests
package import Images
package import Tensors
package import Recipe

/// A warp of a picture, perhaps followed by a mirror image: one augmented copy.
package struct Augmentation: Sendable, Hashable {
  package enum Warp: Sendable, Hashable {
    case rotation(Rotation)
    case skew(Skew)
    case shear(Shear)
    case distortion(Distortion)
  }

  package let warp: Warp
  package let isMirrored: Bool

  package init(_ warp: Warp, isMirrored: Bool) { (self.warp, self.isMirrored) = (warp, isMirrored) }

  /// Draws an operation's parameters for pictures of some extents, then whether it is mirrored.
  package init(
    _ operation: AugmentationOperation,
    _ preset: Preset,
    width: Int,
    height: Int,
    from stream: inout RandomStream
  ) {
    warp =
      switch operation {
      case .rotation:
        .rotation(.draw(preset, width: width, height: height, from: &stream))
      case .skew: .skew(.draw(preset, width: width, height: height, from: &stream))
      case .shear: .shear(.draw(preset, width: width, height: height, from: &stream))
      case .distortion:
        .distortion(.draw(preset, width: width, height: height, from: &stream))
      }
    isMirrored = Flip.draw(preset, from: &stream)
  }

  /// The stream of one copy: of equal keys comes the same augmentation, whatever else is drawn.
  ///
  /// `pass` tells the passes of training from one another where pictures are augmented on the fly.
  package static func stream(
    seed: UInt64,
    source: SHA256Digest,
    operation: AugmentationOperation,
    copy: Int,
    pass: String = ""
  ) -> RandomStream {
    RandomStream(
      seed: seed,
      purpose: "augmentation \(operation.rawValue) \(source) \(pass)",
      index: copy
    )
  }

  /// The augmented picture, of the source's extents.
  package func apply(to source: WarpSource) -> Image {
    let image =
      switch warp {
      case .rotation(let rotation): rotation.apply(to: source)
      case .skew(let skew): skew.apply(to: source)
      case .shear(let shear): shear.apply(to: source)
      case .distortion(let distortion): distortion.apply(to: source)
      }
    return isMirrored ? image.mirrored : image
  }
}

/// What a copy does to a picture, apart from mirroring it.
package enum AugmentationOperation: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable
{
  case rotation, skew, shear, distortion
}
