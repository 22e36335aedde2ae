/// A statement about what a projection does to an image's classification, to be checked image by image.
package protocol TheoremCheck {
  associatedtype Finding
  /// What the statement says of an image, and what is observed.
  func check(_ image: ProjectedImage) -> Finding
}

/// The relative error that lengths computed in double precision may have.
///
/// A sum of n squares in eight lanes is off by at most (n/8 + 10)·2⁻⁵³ of itself; prototypes of 50,000
/// values stay below this. Wherever a length decides a premise or a bound it is taken at its
/// unfavourable end.
enum LengthError {
  static let relative = 1e-12

  static func least(_ length: Double) -> Double { length * (1 - relative) }
  static func greatest(_ length: Double) -> Double { length * (1 + relative) }
}
