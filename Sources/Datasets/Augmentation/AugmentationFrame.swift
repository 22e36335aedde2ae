/// Which part of a turned or sheared picture is kept, so that nothing empty shows.
package enum AugmentationFrame: String, Sendable, Hashable, Codable {
  /// The largest centred box of the picture's own shape.
  case inscribed
  /// The box of the released code's tool, stretched to the picture's extents.
  case released
}
