/// A block of scratch memory that is given out part by part.
struct ScratchParts {
  private(set) var byteCount = 0

  /// The position of a part.
  mutating func part(_ count: Int) -> Int {
    defer { byteCount += (count + 63) / 64 * 64 }
    return byteCount
  }
}
