/// Places buffers in one arena so that two that are alive at the same time never overlap.
struct MemoryPlan {
  /// A buffer's size and the first and last instruction that touches it.
  struct Request {
    var byteCount: Int
    var lifetime: ClosedRange<Int>
    /// The position that it must have, if any; such requests never overlap.
    var offset: Int?
  }

  /// Every buffer's position in the arena, in bytes.
  let offsets: [Int]
  /// The arena's size in bytes.
  let byteCount: Int

  /// Places the buffers that live longest first, each at the lowest position that is free in its
  /// lifetime; before them those whose position is given.
  init(_ requests: [Request], alignment: Int = 64) {
    var offsets = [Int](repeating: 0, count: requests.count)
    var placed: [(extent: Range<Int>, lifetime: ClosedRange<Int>)] = []
    func precedes(_ first: Int, _ second: Int) -> Bool {
      let (a, b) = (requests[first], requests[second])
      if (a.offset == nil) != (b.offset == nil) { return a.offset != nil }
      let (length, otherLength) = (a.lifetime.count, b.lifetime.count)
      return (length, a.byteCount, second) > (otherLength, b.byteCount, first)
    }
    let order = requests.indices.sorted(by: precedes)
    for index in order where requests[index].byteCount > 0 {
      let size = (requests[index].byteCount + alignment - 1) / alignment * alignment
      var offset = requests[index].offset ?? 0
      if requests[index].offset == nil {
        // `placed` is sorted by position, so one sweep finds the first gap.
        for other in placed where other.lifetime.overlaps(requests[index].lifetime) {
          if other.extent.lowerBound >= offset + size { break }
          offset = max(offset, other.extent.upperBound)
        }
      }
      let extent = offset..<offset + size
      let position =
        placed.firstIndex { $0.extent.lowerBound > extent.lowerBound } ?? placed.endIndex
      placed.insert((extent, requests[index].lifetime), at: position)
      offsets[index] = offset
    }
    self.offsets = offsets
    byteCount = placed.map(\.extent.upperBound).max() ?? 0
  }
}
