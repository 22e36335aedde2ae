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

  /// The values of a row; valid as long as the matrix is.
  func row(_ index: Int) -> UnsafeMutablePointer<Double> {
    guard let base = values.baseAddress else { preconditionFailure("an empty matrix") }
    return base + index * columnCount
  }

  /// Takes the values of a matrix of the same shape.
  func copy(_ other: RowMatrix) { _ = values.update(fromContentsOf: other.values) }

  /// The values in Float, of the same shape.
  func rounded() -> Tensor {
    Tensor(shape: [rowCount, columnCount]) { rounded in
      Parallel.forEachPiece(of: values.count, granularity: 1024) { piece in
        for place in piece { rounded[place] = Float(values[place]) }
      }
    }
  }

  /// Adds a multiple of a matrix of the same shape.
  func add(_ other: RowMatrix, times factor: Double) {
    for index in values.indices { values[index] += factor * other.values[index] }
  }
}
