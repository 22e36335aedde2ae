/// Places buffers in one arena so that two that are alive at the same time never overlap.
struct MemoryPlan {
  /// A buffer's size and the first and last instruction that touches it.
  struct Request {
    var byteCount: Int
    var lifetime: ClosedRange<Int>
  }

  /// Every buffer's position in the arena, in bytes.
  let offsets: [Int]
  /// The arena's size in bytes.
  let byteCount: Int

  /// Places the largest buffers first, each at the lowest position that is free in its lifetime.
  init(_ requests: [Request], alignment: Int = 64) {
    var offsets = [Int](repeating: 0, count: requests.count)
    var placed: [(extent: Range<Int>, lifetime: ClosedRange<Int>)] = []
    let order = requests.indices.sorted {
      (requests[$0].byteCount, $1) > (requests[$1].byteCount, $0)
    }
    for index in order where requests[index].byteCount > 0 {
      let size = (requests[index].byteCount + alignment - 1) / alignment * alignment
      var offset = 0
      // `placed` is sorted by position, so one sweep finds the first gap.
      for other in placed where other.lifetime.overlaps(requests[index].lifetime) {
        if other.extent.lowerBound >= offset + size { break }
        offset = max(offset, other.extent.upperBound)
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
