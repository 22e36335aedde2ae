package import Tensors

extension Tensor {
  /// The index of the largest element of each row of a matrix [N, K], the first one on ties, [N].
  package var indicesOfRowMaxima: [Int] {
    precondition(shape.rank == 2 && shape[1] > 0, "no largest elements in rows of \(shape)")
    let (rowCount, columnCount) = (shape[0], shape[1])
    return withUnsafePointer { values in
      (0..<rowCount).map {
        VectorLoops.indexOfLargest(values + $0 * columnCount, count: columnCount)
      }
    }
  }
}

extension VectorLoops {
  /// The index of the largest number, the first one on ties; NaN is never larger.
  static func indexOfLargest(_ values: UnsafePointer<Float>, count: Int) -> Int {
    var winner = 0
    for index in 0..<count where values[index] > values[winner] { winner = index }
    return winner
  }
}
