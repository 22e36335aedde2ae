import Checkpoints
import Files
import Foundation
import Tensors

/// Holds a file of a run, HDF5, against the one that was derived, value by value.
struct FileComparison {
  /// Whether every bit must be the same; see ``RecordComparison``.
  let isExact: Bool
  /// Attributes that may differ, such as `/@created_by`.
  let excused: Set<String>

  /// Values that differ, the first of every dataset with the number of the others.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read.
  func differences(
    _ file: URL,
    _ derived: URL,
    path: String
  ) throws -> [Verification.Difference] {
    let recorded = try HDF5Reader(contentsOf: file)
    let expected = try HDF5Reader(contentsOf: derived)
    let names = (
      recorded: Set(try HDF5Snapshot.names(in: recorded)),
      expected: Set(try HDF5Snapshot.names(in: expected))
    )
    var differences: [Verification.Difference] = []
    // One at a time, because a checkpoint's parameters are many.
    for name in names.recorded.union(names.expected).subtracting(excused).sorted() {
      let found =
        names.recorded.contains(name) ? try HDF5Snapshot.variable(name, in: recorded) : nil
      let other =
        names.expected.contains(name) ? try HDF5Snapshot.variable(name, in: expected) : nil
      guard let difference = difference(name, found, other) else { continue }
      differences.append(
        Verification.Difference(
          file: path,
          field: difference.field,
          recorded: difference.recorded,
          derived: difference.derived
        )
      )
    }
    return differences
  }

  private func difference(
    _ name: String,
    _ recorded: HDF5Snapshot.Variable?,
    _ derived: HDF5Snapshot.Variable?
  ) -> (field: String, recorded: String, derived: String)? {
    // What a file says of its datasets are words, which versions put otherwise.
    let attribute = name.split(separator: "@", maxSplits: 1).dropFirst().first
    if !isExact, let attribute, DatasetNote.has(attribute: String(attribute)) { return nil }
    guard let recorded, let derived else {
      // Versions differ in the attributes that they write.
      guard isExact || !name.contains("@") else { return nil }
      let (found, expected) = (recorded.map(Self.size), derived.map(Self.size))
      return (name, found ?? "nothing", expected ?? "nothing")
    }
    guard recorded.shape == derived.shape else {
      return (name, Self.size(recorded), Self.size(derived))
    }
    let indices = differingIndices(recorded.values, derived.values)
    guard let first = indices.first else { return nil }
    let place = Self.place(first, in: recorded.shape)
    let more = indices.count > 1 ? " and \(indices.count - 1) more" : ""
    return (name + place + more, recorded.values.text(first), derived.values.text(first))
  }

  private func differingIndices(_ left: HDF5Snapshot.Values, _ right: HDF5Snapshot.Values) -> [Int]
  {
    switch (left, right) {
    case (.numbers(let left), .numbers(let right)):
      let scale = right.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
      return left.indices.filter { !agree(left[$0], right[$0], scale) }
    case (.integers(let left), .integers(let right)):
      return left.indices.filter { left[$0] != right[$0] }
    case (.booleans(let left), .booleans(let right)):
      return left.indices.filter { left[$0] != right[$0] }
    case (.texts(let left), .texts(let right)):
      return left.indices.filter { ByteName(left[$0]) != ByteName(right[$0]) }
    default: return left.count > 0 ? [0] : []
    }
  }

  private func agree(_ left: Double, _ right: Double, _ scale: Double) -> Bool {
    if left == right || left.isNaN && right.isNaN { return true }
    return !isExact && abs(left - right) <= 1e-3 * scale
  }

  private static func size(_ variable: HDF5Snapshot.Variable) -> String {
    "\(variable.values.count) values of shape \(variable.shape)"
  }

  /// Such as `[3, 1]`; nothing for the one value of an attribute.
  private static func place(_ index: Int, in shape: Shape) -> String {
    guard shape.count > 1 else { return "" }
    var (rest, indices) = (index, [Int]())
    for extent in shape.dimensions.reversed() {
      indices.insert(rest % extent, at: 0)
      rest /= extent
    }
    return "\(indices)"
  }
}
