/// A symmetric matrix of doubles, both its triangles.
package struct SymmetricMatrix {
  let size: Int
  private var values: [Double]

  /// Mirrors a lower triangle, column by column in a square.
  package init(size: Int, lowerTriangle values: [Double]) {
    self.size = size
    self.values = values
    for column in 0..<size {
      for row in 0..<column { self.values[column * size + row] = values[row * size + column] }
    }
  }

  subscript(row: Int, column: Int) -> Double { values[column * size + row] }

  /// Some rows and columns, in an order of their own.
  func part(_ places: [Int]) -> SymmetricMatrix {
    SymmetricMatrix(
      size: places.count,
      lowerTriangle: places.flatMap { column in places.map { self[$0, column] } }
    )
  }

  var trace: Double { (0..<size).reduce(0) { $0 + self[$1, $1] } }

  mutating func addToDiagonal(_ value: Double) {
    for index in 0..<size { values[index * size + index] += value }
  }

  mutating func add(_ value: Double, toDiagonal index: Int) {
    values[index * size + index] += value
  }

  /// Adds a share of each diagonal entry to it.
  mutating func raiseDiagonal(by share: Double) {
    for index in 0..<size { values[index * size + index] *= 1 + share }
  }

  /// vector ← vector + factor · a column.
  ///
  /// No call of OpenBLAS: its daxpy takes 6 ns for the 12 entries of most columns and this loop 4; for 256
  /// both take 20 to 24.
  func add(column: Int, times factor: Double, to vector: inout [Double]) {
    values.withUnsafeBufferPointer { values in
      let column = UnsafeBufferPointer(rebasing: values[column * size..<(column + 1) * size])
      vector.withUnsafeMutableBufferPointer { vector in
        for index in vector.indices { vector[index] += factor * column[index] }
      }
    }
  }
}
