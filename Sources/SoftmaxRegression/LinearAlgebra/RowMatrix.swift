import Engine
import Tensors

/// A matrix of doubles with a row for every example, [n, K], written in place.
final class RowMatrix {
  let rowCount: Int
  let columnCount: Int
  private let values: UnsafeMutableBufferPointer<Double>

  init(rows: Int, columns: Int) {
    rowCount = rows
    columnCount = columns
    values = .allocate(capacity: rows * columns)
    values.initialize(repeating: 0)
  }

  deinit { values.deallocate() }

  subscript(row: Int, column: Int) -> Double {
    get { values[row &* columnCount &+ column] }
    set { values[row &* columnCount &+ column] = newValue }
  }

  /// Sets a row to zero.
  func clear(row: Int) {
    for column in 0..<columnCount { self[row, column] = 0 }
  }

  /// Takes the values of a matrix of the same shape.
  func copy(_ other: RowMatrix) { _ = values.update(fromContentsOf: other.values) }

  /// Adds a multiple of a matrix of the same shape.
  func add(_ other: RowMatrix, times factor: Double) {
    for index in values.indices { values[index] += factor * other.values[index] }
  }

  /// The values in Float, of the same shape.
  func rounded() -> Tensor {
    Tensor(shape: [rowCount, columnCount]) { rounded in
      Parallel.forEachPiece(of: values.count, granularity: 1024) { piece in
        for place in piece { rounded[place] = Float(values[place]) }
      }
    }
  }
}
