import Digests
import Foundation

/// Which augmented copies every picture gets.
///
/// Copies count per picture and operation: the released code's script makes 10 of rotation, skew and
/// shear each, 30 in all; with 10 distortions, which it has commented out, 40.
package struct AugmentationSettings: Sendable, Hashable, Codable {
  package let preset: AugmentationPreset
  package let seed: UInt64
  package let copies: [AugmentationOperation: Int]
  /// Whether the pictures themselves are among the results.
  package let includesOriginals: Bool

  package init(
    preset: AugmentationPreset,
    seed: UInt64,
    copies: [AugmentationOperation: Int],
    includesOriginals: Bool
  ) {
    precondition(copies.values.allSatisfy { $0 >= 0 }, "\(copies) copies")
    self.preset = preset
    self.seed = seed
    self.copies = copies
    self.includesOriginals = includesOriginals
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
