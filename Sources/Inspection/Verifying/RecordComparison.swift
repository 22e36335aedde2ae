import Experiments
import Files
import Foundation

/// Holds a record's fields against derived ones.
///
/// On the machine and with the program that computed the run, every bit must be the same. Elsewhere
/// floating-point numbers are rounded otherwise, so numbers may differ by a thousandth of themselves and
/// counts by one or a hundredth, and how a solver went is not compared.
struct RecordComparison {
  let isExact: Bool
  /// Whether a field that only newer records have may be missing.
  var allowsMissing = false

  /// The differences between two values of the same kind of record.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold.
  func differences<Value: Encodable>(
    _ recorded: Value,
    _ derived: Value,
    at prefix: String
  ) throws -> [Verification.Difference] {
    func leaves(_ value: Value) throws -> [RecordValue.Leaf] {
      let data = try JSONEncoder().encode(value)
      return try JSONDecoder().decode(RecordValue.self, from: data).leaves.map {
        RecordValue.Leaf(path: prefix + $0.path, value: $0.value)
      }
    }
    return try differences(recorded: leaves(recorded), derived: leaves(derived))
  }

  /// The differences between leaves, in the order of the recorded ones; missing ones come last.
  func differences(
    recorded: [RecordValue.Leaf],
    derived: [RecordValue.Leaf]
  ) -> [Verification.Difference] {
    let expected = Dictionary(derived.map { ($0.path, $0.value) }) { first, _ in first }
    let paths = Set(recorded.map(\.path))
    let changed = recorded.compactMap { leaf -> Verification.Difference? in
      guard !isLeftOut(leaf.path) else { return nil }
      let other = expected[leaf.path]
      if let other, agree(leaf.value, other) { return nil }
      return .ofRecord(leaf.path, "\(leaf.value)", other.map { "\($0)" } ?? "nothing")
    }
    let missing = derived.filter { !paths.contains($0.path) && !isLeftOut($0.path) }
    return changed
      + (allowsMissing ? [] : missing.map { .ofRecord($0.path, "nothing", "\($0.value)") })
  }

  private func isLeftOut(_ path: String) -> Bool {
    guard !isExact else { return false }
    let name = path.split(separator: ".").last.map(String.init) ?? path
    return [
      "iterationCount", "ending", "zeroCount", "limitedCount", "pictureDigest",
      "greatestRoundingError",
    ].contains(name)
  }

  private func agree(_ left: RecordValue, _ right: RecordValue) -> Bool {
    if case (.text(let first), .text(let second)) = (left, right) {
      return ByteName(first) == ByteName(second)
    }
    if left == right { return true }
    guard let first = left.double, let second = right.double else { return false }
    if isExact { return first == second }
    switch (left, right) {
    case (.integer, .integer): return abs(first - second) <= max(1, 0.01 * abs(second))
    default: return abs(first - second) <= 1e-3 * max(abs(first), abs(second)) + 1e-6
    }
  }
}
