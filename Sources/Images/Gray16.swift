/// What becomes of gray samples of 16 bits.
package enum Gray16: Sendable, Hashable {
  /// Their high byte: 0…65535 becomes 0…255.
  case scaled
  /// What is above 255 is white.
  ///
  /// Source: Pillow 12's `convert("RGB")` of the mode `I;16`.
  case clipped
}
