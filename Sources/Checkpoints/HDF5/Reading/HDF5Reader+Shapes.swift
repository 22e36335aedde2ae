package import Tensors

/// Datasets' shapes, and datasets whose shape is known beforehand.
extension HDF5Reader {
  /// A dataset's shape, without reading its values.
  package func shape(of path: String) throws(CheckpointError) -> Shape {
    try shape(of: dataset(path), at: place(path))
  }

  /// The type of a dataset's or an attribute's values, by names such as `/logits` and `/@format`.
  ///
  /// It is h5py's name, `boolean` or `text`; `other` for what this program has no use for.
  package func typeName(of variable: String) throws(CheckpointError) -> String {
    let parts = variable.split(separator: "@", maxSplits: 1).map(String.init)
    let stored = parts.count == 2 ? try attribute(parts[1], of: parts[0]) : try dataset(variable)
    return stored.element?.rawValue ?? "other"
  }

  /// A dataset of floating-point numbers of a known shape.
  package func tensor(_ path: String, shape: Shape) throws(CheckpointError) -> Tensor {
    let tensor = try tensor(path)
    try require(shape, tensor.shape, path)
    return tensor
  }

  /// A dataset of integers of a known shape, in row-major order.
  package func integers(_ path: String, shape: Shape) throws(CheckpointError) -> [Int] {
    let array = try integers(path)
    try require(shape, array.shape, path)
    return array.values
  }

  /// A dataset of texts of a known shape, in row-major order.
  package func texts(_ path: String, shape: Shape) throws(CheckpointError) -> [String] {
    let array = try texts(path)
    try require(shape, array.shape, path)
    return array.values
  }

  /// Where in the file the values of a dataset lie in one piece.
  func offset(
    of path: String,
    _ element: HDF5Element,
    shape: Shape
  ) throws(CheckpointError) -> Int {
    let stored = try dataset(path)
    try require(shape, self.shape(of: stored, at: place(path)), path)
    guard stored.element == element, case .file(let offset) = stored.place else {
      throw place(path).error("does not lie in one piece, as this program writes it")
    }
    return offset
  }

  private func require(_ expected: Shape, _ found: Shape, _ path: String) throws(CheckpointError) {
    guard found == expected else {
      throw place(path).error("has the shape \(found), not \(expected)")
    }
  }
}
