import Digests
package import Recipe

/// Which augmented copies every picture gets.
///
/// Copies count per picture and operation: the released code's script makes 10 of rotation, skew and
/// shear each, 30 in all; with 10 distortions, which it has commented out, 40.
package struct AugmentationSettings: Sendable, Hashable, Codable {
  /// From which distributions the operations are drawn, where paper and released code differ.
  ///
  /// `asPaper` is what the words say: even distributions, shapes kept, one interpolation. Angles are even
  /// on ±15° and ±10° in hundredths of a degree. Rotations and shears show the largest centred box of the
  /// picture's own shape. The twelve skews are equally likely, up to a fifth of the longer edge.
  /// Distortions reach 5/224 of each edge. A mirror image has probability one half.
  ///
  /// `asReleasedCode` is Augmentor 0.2, which the released code calls, quirks included:
  ///
  /// - A mirror image has probability 0.55: a number is rounded to one decimal before it is compared.
  /// - A rotation is by whole degrees; 0° has twice the probability of any other angle.
  /// - A rotation's box comes of a formula with a slip of precedence, so that oblong pictures change
  ///   their shape, and very oblong ones have no box at all (`Rotation`).
  /// - A skew tilts with probability 3/4 and moves a single corner with 1/4.
  /// - A shear is by whole degrees of −9…−1 and 1…11, never by 0°; ±1° are twice as likely (`Shear`).
  /// - Rotations and shears are interpolated twice, first turned, then cut out and resized.
  /// - A distortion moves its grid by whole pixels, whatever the size of the picture.
  ///
  /// Source: img_aug.py; Augmentor's Operations.py and Pipeline.py.
  package let preset: Preset
  package let seed: UInt64
  package let copies: [AugmentationOperation: Int]
  /// Whether the pictures themselves are among the results.
  package let includesOriginals: Bool

  package init(
    preset: Preset,
    seed: UInt64,
    copies: [AugmentationOperation: Int],
    includesOriginals: Bool
  ) {
    precondition(copies.values.allSatisfy { $0 >= 0 }, "\(copies) copies")
    (self.preset, self.seed) = (preset, seed)
    (self.copies, self.includesOriginals) = (copies, includesOriginals)
  }

  /// One result of a picture.
  package enum Slot: Sendable, Hashable {
    case original
    case copy(AugmentationOperation, Int)
  }

  /// The results of every picture, in order.
  package var slots: [Slot] {
    (includesOriginals ? [.original] : [])
      + AugmentationOperation.allCases.flatMap { operation in
        (0..<copies[operation, default: 0]).map { .copy(operation, $0) }
      }
  }

  /// Names the settings in a folder's name, such as `as-released-code-30x-1f2e3d4c`.
  package var name: String {
    "\(preset.rawValue)-\(slots.count)x-\(SHA256Digest(AugmentationManifest.json(self)).prefix(8))"
  }
}
