extension Tensor {
  /// The element at a position, one index per axis.
  package subscript(indices: Int...) -> Float {
    get { withUnsafeValues { $0[offset(of: indices)] } }
    set {
      let position = offset(of: indices)
      withUnsafeMutableValues { $0[position] = newValue }
    }
  }

  /// The slice at `index` of the outermost axis, as a tensor of one axis less.
  package func slice(_ index: Int) -> Tensor {
    precondition(shape.rank > 0 && (0..<shape[0]).contains(index), "no slice \(index) in \(shape)")
    let rest = Shape(Array(shape.dimensions.dropFirst()))
    return withUnsafeValues { values in
      Tensor(shape: rest) {
        _ = $0.update(fromContentsOf: values[index * rest.count..<(index + 1) * rest.count])
      }
    }
  }

  private func offset(of indices: [Int]) -> Int {
    precondition(indices.count == shape.rank, "\(indices.count) indices for shape \(shape)")
    var offset = 0
    for (axis, index) in indices.enumerated() {
      precondition((0..<shape[axis]).contains(index), "index \(indices) outside \(shape)")
      offset = offset * shape[axis] + index
    }
    return offset
  }
}
