package import Tensors

/// A feature cache in memory.
package final class MemoryFeatureCache: FeatureCache {
  package private(set) var rowCount = 0
  private let rowShape: Shape
  private var values: Tensor

  /// Makes room for rows.
  package init(_ rows: FeatureRows) {
    rowShape = rows.shape
    values = Tensor(shape: Shape([rows.count] + rows.shape.dimensions)) { _ in }
  }

  package func append(_ rows: Tensor) {
    let size = rowShape.count
    precondition(rows.count % size == 0, "rows of \(rows.shape) for \(rowShape)")
    let start = rowCount * size
    rowCount += rows.count / size
    precondition(rowCount <= values.shape[0], "more rows than images")
    values.withUnsafeMutableValues { target in
      rows.withUnsafeValues { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        (to + start).update(from: from, count: source.count)
      }
    }
  }

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

  fileprivate func rows(_ indices: [Int]) -> Tensor {
    let size = rowShape.count
    return Tensor(shape: Shape([indices.count] + rowShape.dimensions)) { target in
      values.withUnsafeValues { source in
        guard var to = target.baseAddress, let from = source.baseAddress else { return }
        for index in indices {
          precondition((0..<rowCount).contains(index), "no row \(index) of \(rowCount)")
          to.update(from: from + index * size, count: size)
          to += size
        }
      }
    }
  }
}
