package import Tensors

extension Tensor {
  /// The index of the largest element of each row of a matrix [N, K], the first one on ties, [N].
  ///
  /// NaN is larger than any number, as `torch.argmax` has it: a row's largest element is NaN where it holds
  /// one.
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
  /// The index of the largest number, the first one on ties; that of the first NaN where there is one.
  static func indexOfLargest(_ values: UnsafePointer<Float>, count: Int) -> Int {
    var winner = 0
    for index in 0..<count where !(values[index] <= values[winner]) {
      if values[winner].isNaN { break }
      winner = index
    }
    return winner
  }
}
