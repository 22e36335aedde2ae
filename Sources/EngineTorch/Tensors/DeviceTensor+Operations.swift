import Recipe

extension DeviceTensor {
  /// A copy of the numbers in a precision.
  ///
  /// - Throws: ``TorchError``.
  func converted(to precision: Precision) throws(TorchError) -> DeviceTensor {
    let result = try device.empty(shape, precision)
    try result.take(self)
    return result
  }

  /// The sum with another tensor of the shape.
  ///
  /// - Throws: ``TorchError``.
  func adding(_ other: DeviceTensor) throws(TorchError) -> DeviceTensor {
    // Its factor is a plain number of C; that of `add` is of a kind that the interface does not pass.
    let sum = try device.result("a sum") {
      device.library.functions.subtract(handle, other.handle, -1, $0)
    }
    return DeviceTensor(owning: sum, on: device)
  }

  /// Every number times a factor.
  ///
  /// - Throws: ``TorchError``.
  func multiplied(by factor: Float) throws(TorchError) -> DeviceTensor {
    try device.call("aten::mul", overload: "Tensor", .tensor(self), .tensor(device.scalar(factor)))
  }

  /// The sum of all numbers, which is finite where they are.
  ///
  /// - Throws: ``TorchError``.
  func sum() throws(TorchError) -> Float {
    try device.call("aten::sum", .tensor(self), .none).number()
  }

  /// The channels from `start` on.
  ///
  /// - Throws: ``TorchError``.
  func channels(from start: Int, count: Int) throws(TorchError) -> DeviceTensor {
    try device.call("aten::narrow", .tensor(self), .integer(1), .integer(start), .integer(count))
  }
}
