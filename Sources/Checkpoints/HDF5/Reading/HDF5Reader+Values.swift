package import Tensors

extension HDF5Reader {
  /// A dataset of floating-point numbers, rounded to floats where it holds more precise ones.
  package func tensor(_ path: String) throws(CheckpointError) -> Tensor {
    let (stored, place) = (try dataset(path), place(path))
    guard stored.element == .float32 else {
      let values = try doubles([.float64], "floating-point numbers", stored, place)
      return Tensor(values.map { Float($0) }, shape: Shape(stored.extents))
    }
    let shape = try shape(of: stored, at: place)
    try spend(4 * shape.count, at: place)
    var failure: CheckpointError?
    let tensor = Tensor(shape: shape) { buffer in
      do throws(CheckpointError) {
        try read(stored, into: UnsafeMutableRawBufferPointer(buffer), at: place)
      } catch {
        failure = error
        buffer.initialize(repeating: 0)
      }
    }
    if let failure { throw failure }
    return tensor
  }

  /// A dataset of numbers.
  package func doubles(_ path: String) throws(CheckpointError) -> HDF5Array<Double> {
    let stored = try dataset(path)
    let values = try doubles(Self.numbers, "numbers", stored, place(path))
    return HDF5Array(values: values, shape: Shape(stored.extents))
  }

  /// A dataset of integers.
  package func integers(_ path: String) throws(CheckpointError) -> HDF5Array<Int> {
    let stored = try dataset(path)
    let values = try integers(stored, place(path), as: Int.self)
    return HDF5Array(values: values, shape: Shape(stored.extents))
  }

  /// A dataset of booleans.
  package func booleans(_ path: String) throws(CheckpointError) -> HDF5Array<Bool> {
    let (stored, place) = (try dataset(path), place(path))
    guard stored.element == .boolean else { throw place.error("does not hold booleans") }
    let values = try values(UInt8.self, of: stored, at: place).map { $0 != 0 }
    return HDF5Array(values: values, shape: Shape(stored.extents))
  }

  /// A dataset of texts.
  package func texts(_ path: String) throws(CheckpointError) -> HDF5Array<String> {
    let stored = try dataset(path)
    return HDF5Array(values: try texts(stored, place(path)), shape: Shape(stored.extents))
  }

  /// An attribute's floating-point numbers.
  package func doublesAttribute(
    _ name: String,
    of object: String
  ) throws(CheckpointError) -> [Double] {
    let stored = try attribute(name, of: object)
    return try doubles(Self.numbers, "numbers", stored, place(object).attribute(name))
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
    try integers(attribute(name, of: object), place(object).attribute(name), as: Int.self)
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
    let stored = try attribute(name, of: object)
    let values = try integers(stored, place(object).attribute(name), as: UInt64.self)
    return try only(values, name, object)
  }

  /// An attribute's texts.
  package func textsAttribute(
    _ name: String,
    of object: String
  ) throws(CheckpointError) -> [String] {
    try texts(attribute(name, of: object), place(object).attribute(name))
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

  // MARK: - Conversions

  private static var numbers: Set<HDF5Element> {
    [.float32, .float64, .uint8, .int32, .int64, .uint64]
  }

  /// A shape that memory has room for; the values' bytes are counted elsewhere.
  func shape(of stored: HDF5Stored, at place: HDF5Place) throws(CheckpointError) -> Shape {
    // Sixteen bytes are the longest element's.
    guard stored.extents.count <= 32, let count = CheckedSize.product([16] + stored.extents),
      count / 16 <= HDF5Contents.copyLimit(fileByteCount: source.byteCount)
    else {
      throw place.error("declares the extents \(stored.extents), more than its file holds")
    }
    return Shape(stored.extents)
  }

  /// The values as they are stored.
  private func values<Number: FixedWidthInteger>(
    _ type: Number.Type,
    of stored: HDF5Stored,
    at place: HDF5Place
  ) throws(CheckpointError) -> [Number] {
    let count = try shape(of: stored, at: place).count
    try spend(8 * count, at: place)
    let bytes = try bytes(of: stored, count * MemoryLayout<Number>.size, at: place)
    return bytes.withUnsafeBytes { bytes in
      (0..<count).map { index in
        let offset = index * MemoryLayout<Number>.size
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
      }
    }
  }

  private func doubles(
    _ elements: Set<HDF5Element>,
    _ name: String,
    _ stored: HDF5Stored,
    _ place: HDF5Place
  ) throws(CheckpointError) -> [Double] {
    guard let element = stored.element, elements.contains(element) else {
      throw place.error("does not hold \(name)")
    }
    switch element {
    case .float32:
      return try values(UInt32.self, of: stored, at: place).map { Double(Float(bitPattern: $0)) }
    case .float64:
      return try values(UInt64.self, of: stored, at: place).map { Double(bitPattern: $0) }
    case .uint64: return try values(UInt64.self, of: stored, at: place).map { Double($0) }
    default: return try integers(stored, place, as: Int.self).map { Double($0) }
    }
  }

  /// Integers, the nearest of the type where it has not their own.
  private func integers<Number: FixedWidthInteger>(
    _ stored: HDF5Stored,
    _ place: HDF5Place,
    as type: Number.Type
  ) throws(CheckpointError) -> [Number] {
    switch stored.element {
    case .uint8: try values(UInt8.self, of: stored, at: place).map { Number(clamping: $0) }
    case .int32: try values(Int32.self, of: stored, at: place).map { Number(clamping: $0) }
    case .int64: try values(Int64.self, of: stored, at: place).map { Number(clamping: $0) }
    case .uint64: try values(UInt64.self, of: stored, at: place).map { Number(clamping: $0) }
    default: throw place.error("does not hold integers")
    }
  }

  /// The texts; they must be valid UTF-8.
  private func texts(_ stored: HDF5Stored, _ place: HDF5Place) throws(CheckpointError) -> [String] {
    guard stored.element == .text else { throw place.error("does not hold text") }
    let count = try shape(of: stored, at: place).count
    // A text takes its bytes, and 48 for itself and its place in memory.
    try spend(48 * count, at: place)
    var cursor = ByteCursor(try bytes(of: stored, 0, at: place))
    try spend(cursor.restCount, at: place)
    var texts: [String] = []
    for _ in 0..<count {
      guard let length = cursor.number(UInt32.self), let bytes = cursor.take(Int(length)) else {
        throw place.damaged("its texts are not whole")
      }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw place.error("holds text that is not UTF-8")
      }
      texts.append(text)
    }
    return texts
  }
}
