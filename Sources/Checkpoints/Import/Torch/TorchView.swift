import Foundation
import Tensors

/// A tensor as a pickle describes it: extents and strides over a storage.
struct TorchView: Hashable {
  let storage: TorchStorage
  /// The elements' type, which the storage knows or the tensor itself.
  let element: TorchElement
  private let offset: Int
  private let extents: [Int]
  private let strides: [Int]
  let elementCount: Int

  /// Reads what `torch._utils._rebuild_tensor` and its successors would be called with; nil for anything else.
  init?(_ arguments: [Pickle.Value], of pickle: Pickle) {
    guard arguments.count >= 4, let storage = TorchStorage(arguments[0], of: pickle),
      case .integer(let offset) = arguments[1], let extents = pickle.integers(arguments[2]),
      let strides = pickle.integers(arguments[3]), extents.count == strides.count,
      extents.count <= 8, offset >= 0, strides.allSatisfy({ $0 >= 0 }),
      let count = CheckedSize.product(extents)
    else { return nil }
    // Version 3 says the type of an untyped storage behind the hooks.
    if arguments.count > 6, case .global(let name) = arguments[6],
      let element = TorchElement(className: name)
    {
      self.element = element
    } else {
      element = storage.type
    }
    (self.storage, self.offset, self.extents, self.strides) = (storage, offset, extents, strides)
    elementCount = count
  }

  /// The same over a storage of a type that became known.
  init(_ view: TorchView, element: TorchElement) {
    (storage, offset, extents, strides) = (view.storage, view.offset, view.extents, view.strides)
    (elementCount, self.element) = (view.elementCount, element)
  }

  /// Whether the elements lie side by side in row-major order.
  var isDense: Bool {
    var dense = 1
    return zip(extents, strides).reversed().allSatisfy { extent, stride in
      defer { dense *= max(extent, 1) }
      return extent <= 1 || stride == dense
    }
  }

  /// Integers that lie side by side, as floats; nil for others.
  func integers(of bytes: Data) -> Tensor? {
    let width = element.byteCount
    guard element.isInteger, isDense, let end = CheckedSize.product([elementCount, width]),
      offset <= bytes.count / width, end <= bytes.count - offset * width
    else { return nil }
    let start = bytes.startIndex + offset * width
    let values = (0..<elementCount).map { index in
      let bits = bytes[start + index * width..<start + (index + 1) * width].littleEndianNumber
      return Float(Int64(bitPattern: bits << UInt64(64 - 8 * width)) >> Int64(64 - 8 * width))
    }
    return Tensor(values, shape: Shape(extents))
  }

  /// The numbers in row-major order.
  func tensor(
    _ format: FloatFormat,
    of bytes: Data,
    named name: String,
    in file: ForeignFile
  ) throws(CheckpointError) -> Tensor {
    let available = bytes.count / format.byteCount
    var last: Int? = offset
    for (extent, stride) in zip(extents, strides) where extent > 1 {
      last = last.flatMap { last in
        let (way, overflow) = stride.multipliedReportingOverflow(by: extent - 1)
        let (sum, carry) = last.addingReportingOverflow(way)
        return overflow || carry ? nil : sum
      }
    }
    guard elementCount == 0 || (last ?? .max) < available else {
      throw file.error("reaches beyond the \(available) elements of its storage", of: name)
    }
    let shape = Shape(extents)
    if elementCount == 0 { return Tensor(repeating: 0, shape: shape) }
    let start = bytes.startIndex + offset * format.byteCount
    if isDense {
      return format.tensor(bytes[start..<start + elementCount * format.byteCount], shape: shape)
    }
    let span = (last ?? offset) - offset + 1
    let flat = format.tensor(bytes[start..<start + span * format.byteCount], shape: [span])
    return flat.strided(extents: extents, strides: strides)
  }
}

extension Tensor {
  /// The elements of a row [n] at some strides, as a tensor of these extents.
  func strided(extents: [Int], strides: [Int]) -> Tensor {
    withUnsafeValues { source in
      Tensor(shape: Shape(extents)) { target in
        for index in target.indices {
          var (rest, position) = (index, 0)
          for axis in extents.indices.reversed() {
            position += rest % extents[axis] * strides[axis]
            rest /= extents[axis]
          }
          target[index] = source[position]
        }
      }
    }
  }
}
