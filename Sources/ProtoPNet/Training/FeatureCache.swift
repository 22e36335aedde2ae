package import Tensors

/// Rows computed once for every training image, for stages that cannot change them.
package struct FeatureCache: Sendable {
  /// The shape of one image's row, such as [512, 8, 8].
  package let rowShape: Shape
  package private(set) var rowCount = 0
  private var values: Tensor

  /// Makes room for the rows of `count` images.
  package init(count: Int, rowShape: Shape) {
    self.rowShape = rowShape
    values = Tensor(shape: [count, rowShape.count]) { _ in }
  }

  /// Adds the rows of the next images, [n, …].
  package mutating func append(_ rows: Tensor) {
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

  /// All rows, [n, …]; traps where some are missing.
  package var allRows: Tensor {
    precondition(rowCount == values.shape[0], "\(rowCount) of \(values.shape[0]) rows")
    return values
  }

  /// The rows of some images, [n, …].
  package func rows(_ indices: some Collection<Int>) -> Tensor {
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
