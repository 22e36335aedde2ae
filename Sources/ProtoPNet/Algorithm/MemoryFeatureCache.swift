import HeadKernels
package import Tensors

/// A feature cache in memory.
package final class MemoryFeatureCache: FeatureCache {
  package private(set) var rowCount = 0
  private let rowShape: Shape
  private var values: Tensor

  /// Makes room for rows.
  package init(_ rows: FeatureRows) {
    rowShape = rows.shape
    // Pages that no row was written to yet take no memory.
    values = Tensor(filling: Shape([rows.count] + rows.shape.dimensions)) { _ in }
  }

  package func append(_ rows: Tensor) {
    let size = rowShape.count
    precondition(rows.count % size == 0, "rows of \(rows.shape) for \(rowShape)")
    let start = rowCount
    rowCount += rows.count / size
    precondition(rowCount <= values.shape[0], "more rows than images")
    values.replaceRows(from: start, with: rows)
  }

  /// Rows in memory end with the process.
  package func save() {}

  package func reader(of batches: [[Int]]) -> any RowReader { Reader(self, batches) }

  private final class Reader: RowReader {
    private let cache: MemoryFeatureCache
    private var batches: ArraySlice<[Int]>

    init(_ cache: MemoryFeatureCache, _ batches: [[Int]]) {
      (self.cache, self.batches) = (cache, batches[...])
    }

    func next() -> Tensor? { batches.popFirst().map(cache.rows) }
  }

  package func allRows() -> Tensor {
    precondition(rowCount == values.shape[0], "\(rowCount) of \(values.shape[0]) rows")
    return values
  }

  /// The rows at some indices, [n, …].
  package func rows(_ indices: [Int]) -> Tensor {
    for index in indices {
      precondition((0..<rowCount).contains(index), "no row \(index) of \(rowCount)")
    }
    return values.rows(at: indices)
  }
}
