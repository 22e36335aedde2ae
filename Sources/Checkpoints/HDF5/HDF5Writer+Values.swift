import CHDF5
package import Tensors

extension HDF5Writer {
  /// Writes the floats of a tensor [any shape].
  package func write(_ tensor: Tensor, to path: String) throws(CheckpointError) {
    try HDF5Library.perform { () throws(CheckpointError) in
      let result: Result<Void, CheckpointError> = tensor.withUnsafeValues { values in
        Result { () throws(CheckpointError) in
          try writeDataset(
            path,
            tensor.shape.dimensions,
            memory: chdf5_native_float(),
            stored: chdf5_stored_float(),
            values.baseAddress
          )
        }
      }
      try result.get()
    }
  }

  /// Writes numbers in double precision.
  package func write(
    _ values: [Double],
    shape: Shape? = nil,
    to path: String
  ) throws(CheckpointError) {
    try writeArray(values, shape, path, { chdf5_native_double() }, { chdf5_stored_double() })
  }

  /// Writes integers in 32 bits.
  package func write(
    _ values: [Int32],
    shape: Shape? = nil,
    to path: String
  ) throws(CheckpointError) {
    try writeArray(values, shape, path, { chdf5_native_int32() }, { chdf5_stored_int32() })
  }

  /// Writes integers in 64 bits.
  package func write(
    _ values: [Int64],
    shape: Shape? = nil,
    to path: String
  ) throws(CheckpointError) {
    try writeArray(values, shape, path, { chdf5_native_int64() }, { chdf5_stored_int64() })
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
    try HDF5Library.perform { () throws(CheckpointError) in
      let type = try HDF5Type.boolean(at: place(path))
      let id = type.id
      try writeArray(values.map { Int8($0 ? 1 : 0) }, shape, path, { id }, { id })
    }
  }

  /// Writes texts in UTF-8.
  package func write(_ texts: [String], to path: String) throws(CheckpointError) {
    try HDF5Library.perform { () throws(CheckpointError) in
      try withPointers(to: texts, at: place(path)) { (type, pointers) throws(CheckpointError) in
        try writeDataset(path, [texts.count], memory: type, stored: type, pointers)
      }
    }
  }

  private func writeArray<Number: BitwiseCopyable>(
    _ values: [Number],
    _ shape: Shape?,
    _ path: String,
    _ memory: () -> hid_t,
    _ stored: () -> hid_t
  ) throws(CheckpointError) {
    let extents = shape?.dimensions ?? [values.count]
    precondition(
      extents.reduce(1, *) == values.count,
      "\(values.count) values for \(path) of shape \(extents)"
    )
    try HDF5Library.perform { () throws(CheckpointError) in
      try writeDataset(path, extents, memory: memory(), stored: stored(), values)
    }
  }

  /// Calls `body` with the datatype of text and an array of C strings.
  func withPointers(
    to texts: [String],
    at place: HDF5Place,
    _ body: (hid_t, UnsafeRawPointer?) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw place.error("has a text with a zero character, which HDF5 cannot hold")
    }
    let type = try HDF5Type.text(at: place)
    // All texts in one block, each ended by a zero, and the addresses of their beginnings.
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(bytes.count)
      bytes.append(contentsOf: text.utf8.map { CChar(bitPattern: $0) })
      bytes.append(0)
    }
    let result: Result<Void, CheckpointError> = bytes.withUnsafeBufferPointer { block in
      Result { () throws(CheckpointError) in
        let pointers = starts.map { block.baseAddress?.advanced(by: $0) }
        try body(type.id, pointers)
      }
    }
    try result.get()
  }
}
