package import Tensors

extension HDF5Writer {
  /// Writes the floats of a tensor [any shape].
  package func write(_ tensor: Tensor, to path: String) throws(CheckpointError) {
    try add(HDF5Values(.float32, tensor.shape.dimensions, .floats(tensor)), at: path)
  }

  /// Writes numbers in double precision.
  package func write(
    _ values: [Double],
    shape: Shape? = nil,
    to path: String
  ) throws(CheckpointError) {
    try add(HDF5Values(.float64, shape?.dimensions ?? [values.count], values), at: path)
  }

  /// Writes integers in 32 bits.
  package func write(
    _ values: [Int32],
    shape: Shape? = nil,
    to path: String
  ) throws(CheckpointError) {
    try add(HDF5Values(.int32, shape?.dimensions ?? [values.count], values), at: path)
  }

  /// Writes integers in 64 bits.
  package func write(
    _ values: [Int64],
    shape: Shape? = nil,
    to path: String
  ) throws(CheckpointError) {
    try add(HDF5Values(.int64, shape?.dimensions ?? [values.count], values), at: path)
  }

  /// Writes integers in 32 bits, which must suffice for them.
  package func write(
    _ values: [Int],
    shape: Shape? = nil,
    to path: String
  ) throws(CheckpointError) {
    let narrow = values.compactMap { Int32(exactly: $0) }
    guard narrow.count == values.count else {
      throw place(path).error("has an integer that does not fit in 32 bits")
    }
    try write(narrow, shape: shape, to: path)
  }

  /// Writes booleans as h5py does.
  package func write(
    _ values: [Bool],
    shape: Shape? = nil,
    to path: String
  ) throws(CheckpointError) {
    let bytes = values.map { UInt8($0 ? 1 : 0) }
    try add(HDF5Values(.boolean, shape?.dimensions ?? [values.count], bytes), at: path)
  }

  /// Writes texts in UTF-8.
  package func write(_ texts: [String], to path: String) throws(CheckpointError) {
    try add(self.texts(texts, [texts.count], for: place(path)), at: path)
  }

  /// Sets aside room for floats, which are zeros.
  func makeRoom(_ extents: [Int], at path: String) throws(CheckpointError) {
    try add(HDF5Values(.float32, extents, .room), at: path)
  }

  /// Writes `count` bytes that `body` hands over piece by piece while the file is written.
  func write(
    _ count: Int,
    to path: String,
    _ body: @escaping ByteSource
  ) throws(CheckpointError) {
    try add(HDF5Values(.uint8, [count], .pieces(body)), at: path)
  }
}
