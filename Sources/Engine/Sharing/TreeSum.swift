/// Sums of gradients element by element, in the order of a binary tree.
enum TreeSum {
  /// Values that stay in the fastest cache while they are summed.
  private static let blockSize = 2_048

  /// Sets `target` to s₍ₖ₋₁₎ + (… + (s₀ + weight · gradients)) at the places of a range; `target` is the last of the
  /// sources where there are any, and no gradients are zeros.
  static func merge(
    _ sources: [UnsafeMutablePointer<Float>],
    _ gradients: UnsafePointer<Float>?,
    weight: Float,
    _ range: Range<Int>,
    to target: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachPiece(of: range.count, granularity: 16) { piece in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: blockSize) { sums in
        guard let sum = sums.baseAddress else { return }
        for first in stride(from: piece.lowerBound, to: piece.upperBound, by: blockSize) {
          let count = min(blockSize, piece.upperBound - first)
          let place = range.lowerBound + first
          if let gradients {
            for index in 0..<count { sum[index] = gradients[place + index] * weight }
          } else {
            sum.update(repeating: 0, count: count)
          }
          for source in sources {
            for index in 0..<count { sum[index] = source[place + index] + sum[index] }
          }
          (target + place).update(from: sum, count: count)
        }
      }
    }
  }

  /// Adds the parts of all ranks, `count` values each, into this rank's.
  ///
  /// `own` is the part of `rank`; the others lie one behind the other in `parts`. The number of ranks is a power
  /// of two.
  static func add(
    _ parts: UnsafeMutablePointer<Float>,
    to own: UnsafeMutablePointer<Float>,
    count: Int,
    rank: Int,
    of rankCount: Int,
    threaded: Bool
  ) {
    let all = (0..<rankCount).map { other in
      other == rank ? own : parts + (other < rank ? other : other - 1) * count
    }
    func add(_ piece: Range<Int>) {
      for first in stride(from: piece.lowerBound, to: piece.upperBound, by: blockSize) {
        let end = min(first + blockSize, piece.upperBound)
        var width = 1
        while width < rankCount {
          for left in stride(from: 0, to: rankCount, by: 2 * width) {
            let (a, b) = (all[left], all[left + width])
            for index in first..<end { a[index] = a[index] + b[index] }
          }
          width *= 2
        }
        if rank != 0 { (own + first).update(from: all[0] + first, count: end - first) }
      }
    }
    if threaded {
      Parallel.forEachPiece(of: count, granularity: 16, add)
    } else {
      add(0..<count)
    }
  }
}
