import Foundation
import Tensors

/// A NumPy array or scalar as a pickle describes it.
struct NumPyArray: Hashable {
  private let extents: [Int]
  private let isColumnMajor: Bool
  private let type: String
  private let isBigEndian: Bool
  /// What the bytes are made of.
  let contents: Pickle.Value

  private static let reconstructors: Set<String> = [
    "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct",
  ]

  /// The functions that arrays are made by.
  static let makers = reconstructors.union([
    "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer",
  ])

  /// Reads what NumPy's functions would be called with; nil for anything else.
  init?(_ value: Pickle.Value, of pickle: Pickle) {
    guard let (function, arguments) = pickle.call(value) else { return nil }
    let parts: (shape: Pickle.Value, type: Pickle.Value, order: Bool, bytes: Pickle.Value)
    if Self.reconstructors.contains(function) {
      guard case .node(let index) = value, let state = pickle.elements(pickle.nodes[index].state),
        state.count == 5
      else { return nil }
      parts = (state[1], state[2], state[3] == .boolean(true), state[4])
    } else {
      guard Self.makers.contains(function), arguments.count == 4 else { return nil }
      parts = (arguments[2], arguments[1], arguments[3] == .text("F"), arguments[0])
    }
    guard let extents = pickle.integers(parts.shape), extents.count <= 8,
      let type = Self.type(parts.type, of: pickle), pickle.elements(parts.bytes) == nil
    else { return nil }
    (self.extents, isColumnMajor, contents) = (extents, parts.order, parts.bytes)
    (self.type, isBigEndian) = type
  }

  /// The number of `numpy.core.multiarray.scalar`; nil for anything else than a floating-point number.
  static func scalar(_ value: Pickle.Value, of pickle: Pickle) -> Double? {
    guard let (function, arguments) = pickle.call(value), arguments.count == 2,
      ["numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar"].contains(function),
      let (type, isBigEndian) = type(arguments[0], of: pickle), let format = format(type),
      let bytes = pickle.bytes(arguments[1]), bytes.count == format.byteCount
    else { return nil }
    let ordered = isBigEndian ? Data(bytes.reversed()) : bytes
    if format == .float64 { return Double(bitPattern: ordered.littleEndianNumber) }
    return Double(format.tensor(ordered, shape: [1]).values[0])
  }

  /// A type such as `f4`, from the call of `numpy.dtype` and the byte order that its state says.
  private static func type(
    _ value: Pickle.Value,
    of pickle: Pickle
  ) -> (name: String, isBigEndian: Bool)? {
    guard let call = pickle.call(value), call.function == "numpy.dtype",
      case .text(let name)? = call.arguments.first, case .node(let index) = value
    else { return nil }
    let state = pickle.elements(pickle.nodes[index].state) ?? []
    return (name, state.count > 1 && state[1] == .text(">"))
  }

  private static func format(_ type: String) -> FloatFormat? {
    switch type {
    case "f2": .float16
    case "f4": .float32
    case "f8": .float64
    default: nil
    }
  }

  /// The format of the numbers; nil for other types than floating-point numbers.
  var format: FloatFormat? { Self.format(type) }

  /// What the elements are, where they are no floating-point numbers.
  var words: String { "elements of NumPy's type '\(type)'" }

  /// The numbers in row-major order.
  func tensor(
    _ format: FloatFormat,
    of bytes: Data,
    named name: String,
    in file: ForeignFile
  ) throws(CheckpointError) -> Tensor {
    guard CheckedSize.product([format.byteCount] + extents) == bytes.count else {
      throw file.error("has the extents \(extents) and \(bytes.count) bytes of values", of: name)
    }
    let row = format.tensor(
      isBigEndian ? swapped(bytes, format.byteCount) : bytes,
      shape: [elementCount]
    )
    guard isColumnMajor, elementCount > 0 else { return row.reshaped(Shape(extents)) }
    let strides = extents.indices.map { extents[..<$0].reduce(1, *) }
    return row.strided(extents: extents, strides: strides)
  }

  private var elementCount: Int { CheckedSize.product(extents) ?? 0 }

  private func swapped(_ bytes: Data, _ width: Int) -> Data {
    var result = Data(capacity: bytes.count)
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: width) {
      result.append(contentsOf: bytes[start..<start + width].reversed())
    }
    return result
  }
}
