package import Tensors

/// Copies of slices of the outermost axis, which are rows here whatever their shape.
extension Tensor {
  /// The number of values of one row.
  private var rowSize: Int { shape.dimensions.dropFirst().reduce(1, *) }

  /// The rows at these indices, [indices.count, …].
  package func rows(at indices: [Int]) -> Tensor {
    let (rowCount, size) = (shape[0], rowSize)
    let result = Shape([indices.count] + shape.dimensions.dropFirst())
    return Tensor(shape: result) { target in
      withUnsafeValues { source in
        guard var to = target.baseAddress, let from = source.baseAddress else { return }
        for index in indices {
          precondition((0..<rowCount).contains(index), "no row \(index) in \(shape)")
          to.update(from: from + index * size, count: size)
          to += size
        }
      }
    }
  }

  /// Replaces the rows from `first` on by all values of `rows`, [n, …].
  package mutating func replaceRows(from first: Int, with rows: Tensor) {
    let start = first * rowSize
    precondition(
      first >= 0 && start + rows.count <= count,
      "\(rows.shape) at row \(first) of \(shape)"
    )
    withUnsafeMutableValues { target in
      rows.withUnsafeValues { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        (to + start).update(from: from, count: source.count)
      }
    }
  }

  /// Replaces a row of [n, …] by one of `other`, whose values are read as rows of this tensor's size.
  package mutating func replaceRow(_ index: Int, withRow source: Int, of other: Tensor) {
    let size = rowSize
    precondition(
      (0..<shape[0]).contains(index) && source >= 0 && (source + 1) * size <= other.count,
      "row \(source) of \(other.shape) at row \(index) of \(shape)"
    )
    withUnsafeMutableValues { target in
      other.withUnsafeValues { values in
        guard let from = values.baseAddress, let to = target.baseAddress else { return }
        (to + index * size).update(from: from + source * size, count: size)
      }
    }
  }

  /// The columns of a matrix [K, P] at these indices, [K, indices.count].
  package func columns(at indices: [Int]) -> Tensor {
    let (rowCount, count) = (shape[0], shape[1])
    precondition(
      shape.rank == 2 && indices.allSatisfy { (0..<count).contains($0) },
      "columns outside \(shape)"
    )
    return Tensor(shape: [rowCount, indices.count]) { target in
      withUnsafeValues { source in
        for row in 0..<rowCount {
          for (position, index) in indices.enumerated() {
            target[row * indices.count + position] = source[row * count + index]
          }
        }
      }
    }
  }
}
