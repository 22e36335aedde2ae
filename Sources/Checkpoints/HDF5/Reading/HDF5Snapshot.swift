package import Foundation
package import Tensors

/// Everything in an HDF5 file, whatever it is of, so that two files can be compared value by value.
package struct HDF5Snapshot: Equatable, Sendable {
  /// Values of a dataset or an attribute with their shape.
  package struct Variable: Equatable, Sendable {
    package var values: Values
    package let shape: Shape

    package init(_ values: Values, shape: Shape) { (self.values, self.shape) = (values, shape) }
  }

  /// Values in row-major order.
  package enum Values: Equatable, Sendable {
    case numbers([Double])
    case integers([Int])
    case booleans([Bool])
    case texts([String])

    package var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .integers(let values): values.count
      case .booleans(let values): values.count
      case .texts(let values): values.count
      }
    }

    /// A value as a person reads it.
    package func text(_ index: Int) -> String {
      switch self {
      case .numbers(let values): "\(values[index])"
      case .integers(let values): "\(values[index])"
      case .booleans(let values): "\(values[index])"
      case .texts(let values): "'\(values[index])'"
      }
    }
  }

  /// By path, such as `/prototypes/vectors`; an attribute's is `/prototypes/vectors@similarity`.
  package var variables: [String: Variable]

  /// Reads a file.
  ///
  /// - Throws: ``CheckpointError`` for a file that cannot be read or holds values of other types.
  package init(contentsOf url: URL) throws(CheckpointError) {
    let file = try HDF5Reader(contentsOf: url)
    var variables: [String: Variable] = [:]
    for name in try Self.names(in: file) { variables[name] = try Self.variable(name, in: file) }
    self.variables = variables
  }

  /// The names of all datasets and attributes of a file, as ``variables`` has them.
  ///
  /// - Throws: As reading the whole file.
  package static func names(in file: borrowing HDF5Reader) throws(CheckpointError) -> [String] {
    var names: [String] = []
    try addNames("/", of: file, to: &names)
    return names
  }

  /// One of them.
  ///
  /// - Throws: As reading the whole file.
  package static func variable(
    _ name: String,
    in file: borrowing HDF5Reader
  ) throws(CheckpointError) -> Variable {
    let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
    return parts.count == 2
      ? try attribute(parts[1], of: parts[0], file) : try dataset(name, file)
  }

  private static func addNames(
    _ object: String,
    of file: borrowing HDF5Reader,
    to names: inout [String]
  ) throws(CheckpointError) {
    names += try file.attributeNames(of: object).map { "\(object)@\($0)" }
    guard file.isGroup(object) else {
      names.append(object)
      return
    }
    for name in try file.members(of: object) {
      try addNames(object == "/" ? "/\(name)" : "\(object)/\(name)", of: file, to: &names)
    }
  }

  /// The values by the type that the file gives them.
  private static func dataset(
    _ path: String,
    _ file: borrowing HDF5Reader
  ) throws(CheckpointError) -> Variable {
    if let texts = try? file.texts(path) {
      return Variable(.texts(texts.values), shape: texts.shape)
    }
    if let booleans = try? file.booleans(path) {
      return Variable(.booleans(booleans.values), shape: booleans.shape)
    }
    if let integers = try? file.integers(path) {
      return Variable(.integers(integers.values), shape: integers.shape)
    }
    let numbers = try file.doubles(path)
    return Variable(.numbers(numbers.values), shape: numbers.shape)
  }

  private static func attribute(
    _ name: String,
    of object: String,
    _ file: borrowing HDF5Reader
  ) throws(CheckpointError) -> Variable {
    let values: Values
    if let texts = try? file.textsAttribute(name, of: object) {
      values = .texts(texts)
    } else if let whole = try? file.integersAttribute(name, of: object) {
      // What has no sign and would not fit is read by its bits.
      let bits = whole == [.max] ? try file.unsignedAttribute(name, of: object) : nil
      values = .integers(bits.map { [Int(truncatingIfNeeded: $0)] } ?? whole)
    } else {
      values = .numbers(try file.doublesAttribute(name, of: object))
    }
    return Variable(values, shape: [values.count])
  }
}
