import Foundation
import Tensors

/// A tensor as a pickle describes it: extents and strides over a storage.
struct TorchView {
  private let storage: TorchStorage
  private let offset: Int
  private let extents: [Int]
  private let strides: [Int]
  let elementCount: Int

  var storageKey: String { storage.key }
  var format: FloatFormat? { storage.type.format }

  /// Reads what `torch._utils` would be called with.
  init(
    _ value: Pickle.Value,
    of pickle: Pickle,
    named name: String,
    in file: ForeignFile
  ) throws(CheckpointError) {
    guard let arguments = Self.arguments(value, of: pickle), arguments.count >= 4,
      case .node(let index) = arguments[0],
      case .persistent(let description) = pickle.nodes[index].kind,
      let storage = TorchStorage(description, of: pickle),
      case .integer(let offset) = arguments[1],
      let extents = Self.integers(arguments[2], of: pickle),
      let strides = Self.integers(arguments[3], of: pickle),
      extents.count == strides.count, extents.count <= 8, offset >= 0,
      strides.allSatisfy({ $0 >= 0 }), let count = CheckedSize.product(extents)
    else { throw file.error("is not described as torch.save does", of: name) }
    (self.storage, self.offset, self.extents, self.strides) = (storage, offset, extents, strides)
    elementCount = count
  }

  /// Whether the elements lie side by side in row-major order.
  var isDense: Bool {
    var dense = 1
    return zip(extents, strides).reversed().allSatisfy { extent, stride in
      defer { dense *= max(extent, 1) }
      return extent <= 1 || stride == dense
    }
  }

  /// Whether a value is a tensor or a parameter.
  static func isOne(_ value: Pickle.Value, of pickle: Pickle) -> Bool {
    arguments(value, of: pickle) != nil
  }

  /// The arguments of the call that rebuilds a tensor, also within one that makes it a parameter.
  private static func arguments(_ value: Pickle.Value, of pickle: Pickle) -> [Pickle.Value]? {
    guard let call = pickle.call(value) else { return nil }
    switch call.function {
    case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2":
      return call.arguments
    case "torch._utils._rebuild_parameter", "torch.nn.parameter.Parameter":
      // A parameter of a parameter does not occur, so this goes one level deep.
      guard let inner = call.arguments.first.flatMap(pickle.call),
        inner.function.hasPrefix("torch._utils._rebuild_tensor")
      else { return nil }
      return inner.arguments
    default: return nil
    }
  }

  private static func integers(_ value: Pickle.Value, of pickle: Pickle) -> [Int]? {
    // torch.Size is a call with a tuple.
    let tuple = pickle.call(value).flatMap {
      $0.function == "torch.Size" ? $0.arguments.first : nil
    }
    guard let elements = pickle.elements(tuple ?? value) else { return nil }
    let numbers = elements.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return numbers.count == elements.count ? numbers : nil
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
    return flat.withUnsafeValues { source in
      Tensor(shape: shape) { target in
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
