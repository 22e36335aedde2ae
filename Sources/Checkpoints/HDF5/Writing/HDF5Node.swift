import Tensors

/// A group or dataset of a file in the making.
final class HDF5Node {
  /// Members by their names; nil for a dataset.
  private(set) var members: [String: HDF5Node]?
  /// The dataset's values; nil for a group.
  let values: HDF5Values?
  private(set) var attributes: [(name: String, values: HDF5Values)] = []

  init() { (members, values) = ([:], nil) }

  init(_ values: HDF5Values) { (members, self.values) = (nil, values) }

  /// Members in the order of their names, so that the order of writing changes no byte.
  var sortedMembers: [(name: String, node: HDF5Node)] {
    (members ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  func add(_ node: HDF5Node, named name: String) {
    precondition(members != nil, "'\(name)' below a dataset")
    precondition(members?[name] == nil, "a second '\(name)'")
    members?[name] = node
  }

  func add(_ values: HDF5Values, toAttribute name: String) {
    precondition(!attributes.contains { $0.name == name }, "a second attribute '\(name)'")
    attributes.append((name, values))
  }
}

/// Hands bytes to `take`, piece by piece.
typealias ByteSource =
  (_ take: ([UInt8]) throws(CheckpointError) -> Void) throws(CheckpointError) -> Void

/// The values of a dataset or an attribute in the making.
struct HDF5Values {
  let element: HDF5Element
  /// None for a single value.
  let extents: [Int]
  let contents: Contents

  enum Contents {
    case bytes([UInt8])
    case floats(Tensor)
    /// References to texts in the file's heaps; nil for an empty text.
    case texts([HDF5Heaps.Position?])
    /// Bytes that are set aside and stay zero.
    case room
    /// Bytes that are handed over piece by piece while the file is written.
    case pieces(ByteSource)
  }

  /// The bytes where the values lie; of texts, their references to the heap.
  var byteCount: Int { extents.reduce(element.byteCount, *) }

  /// Numbers, lowest byte first.
  init<Number: BitwiseCopyable>(_ element: HDF5Element, _ extents: [Int], _ numbers: [Number]) {
    precondition(
      extents.reduce(1, *) == numbers.count,
      "\(numbers.count) values of the extents \(extents)"
    )
    self.init(element, extents, .bytes(numbers.withUnsafeBytes { Array($0) }))
  }

  init(_ element: HDF5Element, _ extents: [Int], _ contents: Contents) {
    (self.element, self.extents, self.contents) = (element, extents, contents)
  }
}
