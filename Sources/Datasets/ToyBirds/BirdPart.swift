/// A part of a bird; its raw value is its label in the pictures under `parts/`, where 0 is background.
package enum BirdPart: UInt8, CaseIterable, Sendable {
  /// Trunk and belly.
  case body = 1
  /// Head, with crest or cap.
  case head
  case beak
  case eye
  case wing
  case tail
  /// Legs and toes.
  case foot

  package var name: String { String(describing: self) }
}
