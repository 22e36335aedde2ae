/// From which distributions augmentations are drawn, where the paper and the released code's tool differ.
package enum AugmentationPreset: String, CaseIterable, Sendable, Codable {
  /// What the words say: even distributions, shapes kept, one interpolation.
  ///
  /// Angles are even on ±15° and ±10° in hundredths of a degree. Rotations and shears show the largest
  /// centred box of the picture's own shape. The twelve skews are equally likely, up to a fifth of the
  /// longer edge. Distortions reach 5/224 of each edge. A mirror image has probability one half.
  case asPaper = "as-paper"

  /// The distributions and results of Augmentor 0.2, which the released code calls, quirks included.
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
  case asReleasedCode = "as-released-code"
}
