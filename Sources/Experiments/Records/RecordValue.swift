/// A record as JSON has it, so that records can be compared field by field whatever their fields are.
package enum RecordValue: Equatable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case unsigned(UInt64)
  case number(Double)
  case text(String)
  case list([RecordValue])
  case object([String: RecordValue])

  /// A field that holds no other fields, by its path, such as `stages[2].evaluation.correctCount`.
  ///
  /// Empty lists and objects count as such fields.
  package struct Leaf: Equatable, Sendable {
    package let path: String
    package let value: RecordValue

    package init(path: String, value: RecordValue) { (self.path, self.value) = (path, value) }
  }

  /// All leaves, in the order of the keys.
  package var leaves: [Leaf] { leaves(at: "") }

  private func leaves(at path: String) -> [Leaf] {
    switch self {
    case .list(let values) where !values.isEmpty:
      values.enumerated().flatMap { $1.leaves(at: "\(path)[\($0)]") }
    case .object(let fields) where !fields.isEmpty:
      fields.sorted { $0.key < $1.key }.flatMap { name, value in
        value.leaves(at: path.isEmpty ? name : "\(path).\(name)")
      }
    default: [Leaf(path: path, value: self)]
    }
  }
}

extension RecordValue: Codable {
  // What is most often met is asked for first, because every failure costs an error.
  package init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let value = try? single.decode(String.self) {
      self = .text(value)
    } else if let value = try? single.decode(Double.self) {
      self = .number(value)
      guard value == value.rounded() else { return }
      if let whole = try? single.decode(Int.self) {
        self = .integer(whole)
      } else if let whole = try? single.decode(UInt64.self) {
        self = .unsigned(whole)
      }
    } else if let value = try? single.decode(Bool.self) {
      self = .boolean(value)
    } else if var elements = try? decoder.unkeyedContainer() {
      var list: [RecordValue] = []
      while !elements.isAtEnd { list.append(try elements.decode(RecordValue.self)) }
      self = .list(list)
    } else {
      let fields = try decoder.container(keyedBy: RecordKey.self)
      self = .object(
        try fields.allKeys.reduce(into: [:]) {
          $0[$1.stringValue] = try fields.decode(RecordValue.self, forKey: $1)
        }
      )
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .list(let values):
      var elements = encoder.unkeyedContainer()
      for value in values { try elements.encode(value) }
    case .object(let object):
      var fields = encoder.container(keyedBy: RecordKey.self)
      for (name, value) in object { try fields.encode(value, forKey: RecordKey(name)) }
    case .null, .boolean, .integer, .unsigned, .number, .text:
      var single = encoder.singleValueContainer()
      switch self {
      case .boolean(let value): try single.encode(value)
      case .integer(let value): try single.encode(value)
      case .unsigned(let value): try single.encode(value)
      case .number(let value): try single.encode(value)
      case .text(let value): try single.encode(value)
      case .null, .list, .object: try single.encodeNil()
      }
    }
  }
}

extension RecordValue: CustomStringConvertible {
  /// As JSON writes a leaf; how much there is of others.
  package var description: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): "'\(value)'"
    case .list(let values): values.isEmpty ? "nothing" : "a list of \(values.count)"
    case .object(let fields): "\(fields.count) fields"
    }
  }

  /// The value as a number; nil for what is none.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    case .null, .boolean, .text, .list, .object: nil
    }
  }
}
