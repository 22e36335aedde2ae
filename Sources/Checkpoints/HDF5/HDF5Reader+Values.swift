package import Tensors

extension HDF5Reader {
  /// A dataset of floating-point numbers, rounded to floats where it holds more precise ones.
  package func tensor(_ path: String) throws(CheckpointError) -> Tensor {
    try withDataset(path) { (data) throws(CheckpointError) in
      try data.tensor(fileByteCount: byteCount)
    }
  }

  /// A dataset of numbers.
  package func doubles(_ path: String) throws(CheckpointError) -> HDF5Array<Double> {
    try withDataset(path) { (data) throws(CheckpointError) in
      try data.doubles(fileByteCount: byteCount)
    }
  }

  /// A dataset of integers.
  package func integers(_ path: String) throws(CheckpointError) -> HDF5Array<Int> {
    try withDataset(path) { (data) throws(CheckpointError) in
      try data.integers(fileByteCount: byteCount)
    }
  }

  /// A dataset of booleans.
  package func booleans(_ path: String) throws(CheckpointError) -> HDF5Array<Bool> {
    try withDataset(path) { (data) throws(CheckpointError) in
      try data.booleans(fileByteCount: byteCount)
    }
  }

  /// A dataset of texts.
  package func texts(_ path: String) throws(CheckpointError) -> HDF5Array<String> {
    try withDataset(path) { (data) throws(CheckpointError) in
      try data.texts(fileByteCount: byteCount)
    }
  }

  /// An attribute's floating-point numbers.
  package func doublesAttribute(
    _ name: String,
    of object: String
  ) throws(CheckpointError) -> [Double] {
    try withAttribute(name, of: object) { (data) throws(CheckpointError) in
      try data.doubles(fileByteCount: byteCount).values
    }
  }

  /// An attribute's one number.
  package func doubleAttribute(
    _ name: String,
    of object: String
  ) throws(CheckpointError) -> Double {
    try only(doublesAttribute(name, of: object), name, object)
  }

  /// An attribute's integers.
  package func integersAttribute(
    _ name: String,
    of object: String
  ) throws(CheckpointError) -> [Int] {
    try withAttribute(name, of: object) { (data) throws(CheckpointError) in
      try data.integers(fileByteCount: byteCount).values
    }
  }

  /// An attribute's one integer.
  package func integerAttribute(_ name: String, of object: String) throws(CheckpointError) -> Int {
    try only(integersAttribute(name, of: object), name, object)
  }

  /// An attribute's one integer without sign.
  package func unsignedAttribute(
    _ name: String,
    of object: String
  ) throws(CheckpointError) -> UInt64 {
    let values = try withAttribute(name, of: object) { (data) throws(CheckpointError) in
      try data.unsignedIntegers(fileByteCount: byteCount).values
    }
    return try only(values, name, object)
  }

  /// An attribute's texts.
  package func textsAttribute(
    _ name: String,
    of object: String
  ) throws(CheckpointError) -> [String] {
    try withAttribute(name, of: object) { (data) throws(CheckpointError) in
      try data.texts(fileByteCount: byteCount).values
    }
  }

  /// An attribute's one text.
  package func textAttribute(_ name: String, of object: String) throws(CheckpointError) -> String {
    try only(textsAttribute(name, of: object), name, object)
  }

  private func only<Value>(
    _ values: [Value],
    _ name: String,
    _ object: String
  ) throws(CheckpointError) -> Value {
    guard let value = values.first, values.count == 1 else {
      throw place(object).attribute(name).error("holds \(values.count) values instead of one")
    }
    return value
  }
}
