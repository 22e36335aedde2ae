/// How well prototypes keep to parts of the object: consistency and stability, with all they depend on.
///
/// Source: Huang et al., ICCV 2023; see `PartHits`.
package struct PartScores: Codable, Equatable, Sendable {
  /// Under which the definitions are known; a change of theirs changes it.
  package var definition = "huang-2023/1"
  /// The parts' names.
  package var parts: [String]
  package var imageCount: Int
  /// Prototypes of classes that have pictures; others are not counted.
  package var prototypeCount: Int
  package var uncountedPrototypeCount: Int
  /// How far a part may be from a prototype's highest similarity, in pixels of an input.
  package var reach: Int
  package var imageSize: Int

  /// The share of a part's pictures that makes a prototype consistent if it hits the part in them.
  package var consistencyThreshold: Double
  package var consistentCount: Int
  /// The share of consistent prototypes.
  package var consistency: Double
  /// The mean over the prototypes of the share of pictures in which their best part is hit.
  package var meanHitShare: Double

  package var noise = Noise()
  /// For each draw of noise, the mean over the prototypes of the share of pictures whose hits it leaves.
  package var stabilities: [Double]
  /// Their mean.
  package var stability: Double

  /// Normal noise on inputs, in units of torchvision's standard deviations of ImageNet's pixels.
  package struct Noise: Codable, Equatable, Sendable {
    package var standardDeviation: Float = 0.2
    /// What the noise is cut at on either side; pixels themselves are not.
    package var limit: Float = 0.25
    package var draws = 3
    package var seed: UInt64 = 1
  }
}
