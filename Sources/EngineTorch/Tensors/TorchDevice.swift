import Recipe

/// A device that the library computes on, and the tensors there.
struct TorchDevice: Sendable {
  let library: TorchLibrary
  let place: ComputeDevice

  private var functions: TorchFunctions { library.functions }

  private var kind: Int32 { place.isProcessor ? functions.processor : functions.cuda }

  /// A tensor whose numbers are whatever was there.
  ///
  /// - Throws: ``TorchError``.
  func empty(
    _ shape: [Int],
    _ precision: Precision = .float32
  ) throws(TorchError) -> DeviceTensor {
    let type = precision == .bfloat16 ? functions.bfloat16 : functions.float32
    let handle = try result("a tensor of \(shape)") {
      functions.empty(
        Int64(shape.count),
        shape.map(Int64.init),
        DeviceTensor.strides(shape),
        type,
        kind,
        Int32(place.index),
        $0
      )
    }
    return DeviceTensor(owning: handle, on: self)
  }

  /// A tensor of zeros.
  ///
  /// - Throws: ``TorchError``.
  func zeros(
    _ shape: [Int],
    _ precision: Precision = .float32
  ) throws(TorchError) -> DeviceTensor {
    let tensor = try empty(shape, precision)
    try tensor.clear()
    return tensor
  }

  /// A tensor without axes.
  ///
  /// - Throws: ``TorchError``.
  func scalar(_ value: Float) throws(TorchError) -> DeviceTensor {
    var value = value
    let tensor = try empty([])
    try withUnsafeMutablePointer(to: &value) { address throws(TorchError) in
      try tensor.take(borrowing(address, []))
    }
    return tensor
  }

  /// Numbers of this process's memory as a tensor of the library, as long as they stay there.
  ///
  /// - Throws: ``TorchError``.
  func borrowing(
    _ values: UnsafeMutablePointer<Float>?,
    _ shape: [Int]
  ) throws(TorchError) -> DeviceTensor {
    let handle = try result("a tensor of \(shape)") {
      functions.fromMemory(
        UnsafeMutableRawPointer(values),
        Int64(shape.count),
        shape.map(Int64.init),
        DeviceTensor.strides(shape),
        0,
        functions.float32,
        functions.processor,
        0,
        $0
      )
    }
    return DeviceTensor(owning: handle, on: self)
  }

  /// - Throws: ``TorchError/failed(operation:message:)`` where a call has not returned 0.
  func check(_ operation: String, _ status: Int32) throws(TorchError) {
    guard status == 0 else {
      throw .failed(operation: operation, message: library.lastMessage)
    }
  }

  /// What a call puts at the place that it is given.
  ///
  /// - Throws: ``TorchError/failed(operation:message:)``.
  func result<Value>(
    _ operation: String,
    _ body: (UnsafeMutablePointer<Value?>) -> Int32
  ) throws(TorchError) -> Value {
    var value: Value?
    try check(operation, body(&value))
    guard let value else { throw .failed(operation: operation, message: "it returned nothing") }
    return value
  }
}
