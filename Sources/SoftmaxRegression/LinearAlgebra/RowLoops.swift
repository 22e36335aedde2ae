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
    _ body: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    var partial = [Double](repeating: 0, count: pieceCount * width)
    var total = [Double](repeating: 0, count: width)
    partial.withUnsafeMutableBufferPointer { partial in
      guard let partial = partial.baseAddress, width > 0 else { return }
      Parallel.forEachPiece(of: pieceCount) { pieces in
        for piece in pieces { body(rows(of: piece, count), partial + piece * width) }
      }
      for piece in 0..<pieceCount {
        for index in 0..<width { total[index] += partial[piece * width + index] }
      }
    }
    return total
  }

  private static func rows(of piece: Int, _ count: Int) -> Range<Int> {
    count * piece / pieceCount..<count * (piece + 1) / pieceCount
  }
}
