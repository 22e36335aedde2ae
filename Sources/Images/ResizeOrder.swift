/// Which of a picture's sides is resized first; as the pass between them rounds, the order shows in samples.
package enum ResizeOrder: Sendable, Hashable {
  /// Rows become shorter or longer first.
  ///
  /// Source: Pillow 3.3 to 12.
  case pillow12
  /// Columns first where the height shrinks by more than twice as many pixels as the width, else rows.
  ///
  /// Source: Pillow 13.
  case pillow13

  func beginsWithColumns(width: Int, height: Int, newWidth: Int, newHeight: Int) -> Bool {
    self == .pillow13 && height > newHeight && height - newHeight > 2 * (width - newWidth)
  }
}
