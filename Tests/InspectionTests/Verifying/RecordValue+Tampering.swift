import TestSupport
import Checkpoints
import Experiments
import Foundation

extension RecordValue.Leaf {
  /// A record with this leaf changed a little, changed a lot, and left out where it is no element of a list.
  func tamperings(of whole: RecordValue) -> [RecordValue] {
    var changes = [whole.changing(path) { _ in value.nudged }]
    if let other = value.other { changes.append(whole.changing(path) { _ in other }) }
    if !path.hasSuffix("]") { changes.append(whole.changing(path) { _ in nil }) }
    return changes
  }
}

extension RecordValue {
  fileprivate var nudged: RecordValue {
    switch self {
    case .null: .integer(1)
    case .boolean(let value): .boolean(!value)
    case .integer(let value): .integer(value == 0 ? 1 : value - 1)
    case .unsigned(let value): .unsigned(value - 1)
    case .number(let value): .number(value.nextUp)
    case .text(let value): .text(value.dropLast() + (value.hasSuffix("0") ? "1" : "0"))
    case .list: .list([.integer(1)])
    case .object: .object(["new": .integer(1)])
    }
  }

  fileprivate var other: RecordValue? {
    switch self {
    case .integer(let value): .integer(value + 3)
    case .number(let value): .number(value * 1.5 + 0.1)
    case .text(let value): .text("x\(value)")
    case .null, .boolean, .unsigned, .list, .object: nil
    }
  }

  static func withoutLast(_ value: RecordValue) -> RecordValue? {
    guard case .list(let values) = value else { return value }
    return .list(values.dropLast())
  }

  static func withLastTwice(_ value: RecordValue) -> RecordValue? {
    guard case .list(let values) = value else { return value }
    return .list(values + values.suffix(1))
  }

  /// The value with a change at a path such as `stages[2].name`; nil removes a field or an element.
  func changing(_ path: String, _ change: (RecordValue) -> RecordValue?) -> RecordValue {
    let steps = path.split { ".[]".contains($0) }.map(String.init)
    return changing(steps[...], change) ?? .null
  }

  private func changing(
    _ steps: ArraySlice<String>,
    _ change: (RecordValue) -> RecordValue?
  ) -> RecordValue? {
    guard let step = steps.first else { return change(self) }
    let rest = steps.dropFirst()
    switch self {
    case .object(var fields):
      fields[step] = fields[step]?.changing(rest, change)
      return .object(fields)
    case .list(var values):
      guard let index = Int(step), values.indices.contains(index) else { return self }
      if let value = values[index].changing(rest, change) {
        values[index] = value
      } else {
        values.remove(at: index)
      }
      return .list(values)
    case .null, .boolean, .integer, .unsigned, .number, .text: return self
    }
  }
}

extension HDF5Snapshot {
  /// The contents with one value of a dataset or an attribute changed; nil for one without values.
  func tampering(_ name: String, _ draws: inout Draws) -> HDF5Snapshot? {
    guard let variable = variables[name], variable.values.count > 0 else { return nil }
    let place = draws.next(below: variable.values.count)
    var changed = self
    switch variable.values {
    case .numbers(var values):
      // As far as single precision tells apart.
      values[place] = values[place].isFinite ? values[place] * 1.01 + 1e-3 : 1
      changed.variables[name]?.values = .numbers(values)
    case .integers(var values):
      values[place] += values[place] == 0 ? 1 : -1
      changed.variables[name]?.values = .integers(values)
    case .booleans(var values):
      values[place].toggle()
      changed.variables[name]?.values = .booleans(values)
    case .texts(var values):
      values[place] += "x"
      changed.variables[name]?.values = .texts(values)
    }
    return changed
  }
}
