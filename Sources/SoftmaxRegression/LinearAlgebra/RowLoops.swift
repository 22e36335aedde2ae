import Engine

/// Loops over examples in parallel whose sums do not depend on the number of threads.
enum RowLoops {
  /// The pieces that partial sums are taken over, whatever the number of threads.
  private static let pieceCount = 32

  /// Calls `body` with disjoint ranges of 0..<count.
  static func forEach(_ count: Int, _ body: (Range<Int>) -> Void) {
    Parallel.forEachPiece(of: pieceCount) { pieces in
      for piece in pieces { body(rows(of: piece, count)) }
    }
  }

  /// The sum of `body`'s results over disjoint ranges of 0..<count.
  static func sum(_ count: Int, _ body: (Range<Int>) -> Double) -> Double {
    sums(count, width: 1) { $1[0] = body($0) }[0]
  }

  /// The element-wise sum of the `width` numbers that `body` adds to, for disjoint ranges of 0..<count.
  static func sums(
    _ count: Int,
    width: Int,
    _ body: (Range<Int>, inout [Double]) -> Void
  ) -> [Double] {
    let partial = Parallel.map(pieceCount) { piece in
      var sums = [Double](repeating: 0, count: width)
      body(rows(of: piece, count), &sums)
      return sums
    }
    return partial.reduce(into: [Double](repeating: 0, count: width)) { total, sums in
      for index in total.indices { total[index] += sums[index] }
    }
  }

  private static func rows(of piece: Int, _ count: Int) -> Range<Int> {
    count * piece / pieceCount..<count * (piece + 1) / pieceCount
  }
}
