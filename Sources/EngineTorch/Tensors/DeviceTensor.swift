import Tensors

/// A tensor of libtorch's on a device; it is given back when nobody holds it any more.
final class DeviceTensor {
  let device: TorchDevice
  let handle: TorchFunctions.Handle

  /// Takes over a tensor that a call of the library has returned.
  init(owning handle: TorchFunctions.Handle, on device: TorchDevice) {
    (self.handle, self.device) = (handle, device)
  }

  deinit { _ = device.library.functions.delete(handle) }

  private var functions: TorchFunctions { device.library.functions }

  /// The extents, the first axis first.
  var shape: [Int] {
    var (count, sizes) = (Int64(0), UnsafePointer<Int64>?.none)
    guard functions.dimensionCount(handle, &count) == 0, functions.sizes(handle, &sizes) == 0,
      let sizes
    else { return [] }
    return (0..<Int(count)).map { Int(sizes[$0]) }
  }

  /// A second owner's handle of the same tensor, as calls of operators take over.
  ///
  /// - Throws: ``TorchError``.
  func shared() throws(TorchError) -> TorchFunctions.Handle {
    try device.result("a handle") { functions.share(handle, $0) }
  }

  /// The same numbers as a tensor of another shape, contiguous from `offset` on.
  ///
  /// - Throws: ``TorchError``.
  func view(_ shape: [Int], at offset: Int = 0) throws(TorchError) -> DeviceTensor {
    let strides = Self.strides(shape)
    let view = try device.result("a view") {
      functions.view(
        handle,
        Int64(shape.count),
        shape.map(Int64.init),
        strides,
        Int64(offset),
        $0
      )
    }
    return DeviceTensor(owning: view, on: device)
  }

  /// Takes the numbers of another tensor of the same shape, of any type and device.
  ///
  /// - Throws: ``TorchError``.
  func take(_ source: DeviceTensor) throws(TorchError) {
    try device.check("a copy", functions.copy(handle, source.handle, 0))
  }

  /// Sets all numbers to 0.
  ///
  /// - Throws: ``TorchError``.
  func clear() throws(TorchError) { try device.check("zeros", functions.clear(handle)) }

  /// The only number.
  ///
  /// - Throws: ``TorchError``.
  func number() throws(TorchError) -> Float {
    var value: Float = 0
    try device.check("a number", functions.float(handle, &value))
    return value
  }

  /// The distances of neighbours along the axes of a contiguous tensor.
  static func strides(_ shape: [Int]) -> [Int64] {
    var strides = [Int64](repeating: 1, count: shape.count)
    for axis in stride(from: shape.count - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * Int64(shape[axis + 1])
    }
    return strides
  }
}

// MARK: - To and from this process's memory

extension DeviceTensor {
  /// Takes the values of a tensor of the same count, row by row.
  ///
  /// - Throws: ``TorchError``.
  func take(_ tensor: Tensor) throws(TorchError) {
    var failure: TorchError?
    tensor.withUnsafeValues { values in
      do throws(TorchError) {
        // Only read, though the library has no words for that.
        let address = UnsafeMutablePointer(mutating: values.baseAddress)
        try take(device.borrowing(address, shape))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// The values as a tensor of this process, of the same shape unless another is given.
  ///
  /// - Throws: ``TorchError``.
  func tensor(_ given: Shape? = nil) throws(TorchError) -> Tensor {
    let extents = shape
    var failure: TorchError?
    let tensor = Tensor(shape: given ?? Shape(extents)) { values in
      do throws(TorchError) {
        try device.borrowing(values.baseAddress, extents).take(self)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return tensor
  }
}
