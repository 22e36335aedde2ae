import CHDF5
import Tensors

extension HDF5Variable {
  /// The numbers as floats.
  func tensor(fileByteCount: Int) throws(CheckpointError) -> Tensor {
    try require([H5T_FLOAT], "floating-point numbers")
    let shape = try shape(fileByteCount: fileByteCount)
    var tensor = Tensor(shape: shape)
    guard shape.count > 0 else { return tensor }
    var failure: CheckpointError?
    tensor.withUnsafeMutableValues { buffer in
      do throws(CheckpointError) {
        try read(chdf5_native_float(), into: buffer.baseAddress)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return tensor
  }

  func doubles(fileByteCount: Int) throws(CheckpointError) -> HDF5Array<Double> {
    try require([H5T_FLOAT, H5T_INTEGER], "numbers")
    return try numbers(zero: 0, chdf5_native_double(), fileByteCount)
  }

  func integers(fileByteCount: Int) throws(CheckpointError) -> HDF5Array<Int> {
    try require([H5T_INTEGER], "integers")
    return try numbers(zero: 0, chdf5_native_int64(), fileByteCount)
  }

  func unsignedIntegers(fileByteCount: Int) throws(CheckpointError) -> HDF5Array<UInt64> {
    try require([H5T_INTEGER], "integers")
    return try numbers(zero: 0, chdf5_native_uint64(), fileByteCount)
  }

  func booleans(fileByteCount: Int) throws(CheckpointError) -> HDF5Array<Bool> {
    try require([H5T_ENUM], "booleans")
    let type = try HDF5Type.boolean(at: place)
    let array = try numbers(zero: Int8(0), type.id, fileByteCount)
    return HDF5Array(values: array.values.map { $0 != 0 }, shape: array.shape)
  }

  private func numbers<Number: BitwiseCopyable>(
    zero: Number,
    _ type: hid_t,
    _ fileByteCount: Int
  ) throws(CheckpointError) -> HDF5Array<Number> {
    let shape = try shape(fileByteCount: fileByteCount)
    var values = [Number](repeating: zero, count: shape.count)
    if shape.count > 0 { try read(type, into: &values) }
    return HDF5Array(values: values, shape: shape)
  }
}
