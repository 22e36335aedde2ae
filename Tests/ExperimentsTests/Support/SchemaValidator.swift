import Experiments
import Foundation

/// Judges values by a JSON Schema of draft 7, as far as our schemas use it; other keywords are refused.
struct SchemaValidator {
  /// A keyword that this validator does not know.
  struct UnknownKeyword: Error {
    let name: String
  }

  private let root: RecordValue
  private static let annotations: Set = ["$schema", "title", "description", "definitions"]

  init(json: String) throws {
    root = try JSONDecoder().decode(RecordValue.self, from: Data(json.utf8))
  }

  /// What is wrong with a value, by its path; empty for one that fits.
  func problems(of value: RecordValue) throws -> [String] { try problems(value, root, "") }

  /// The schema of `keyword` below the root, such as `#/properties/optimizer`.
  func problems(of value: RecordValue, at reference: String) throws -> [String] {
    try problems(value, resolved(reference), "")
  }

  private func resolved(_ reference: String) throws -> RecordValue {
    try reference.split(separator: "/").dropFirst().reduce(root) { node, step in
      guard case .object(let fields) = node, let next = fields[String(step)] else {
        throw UnknownKeyword(name: reference)
      }
      return next
    }
  }

  private func problems(
    _ value: RecordValue,
    _ schema: RecordValue,
    _ path: String
  ) throws -> [String] {
    switch schema {
    case .boolean(let allowed): return allowed ? [] : ["\(path): nothing is allowed here"]
    case .object(let fields):
      return try fields.sorted { $0.key < $1.key }.flatMap { keyword, argument in
        try Self.annotations.contains(keyword)
          ? [] : problems(value, keyword, argument, fields, path)
      }
    default: throw UnknownKeyword(name: "a schema that is no object")
    }
  }

  private func problems(
    _ value: RecordValue,
    _ keyword: String,
    _ argument: RecordValue,
    _ schema: [String: RecordValue],
    _ path: String
  ) throws -> [String] {
    func expect(_ holds: Bool) -> [String] { holds ? [] : ["\(path): \(keyword) \(argument)"] }
    func fits(_ schema: RecordValue) throws -> Bool { try problems(value, schema, path).isEmpty }
    switch (keyword, argument) {
    case ("$ref", .text(let reference)): return try problems(value, resolved(reference), path)
    case ("type", .text(let name)): return expect(value.isOf(name))
    case ("type", .list(let names)):
      return expect(
        names.contains { if case .text(let name) = $0 { value.isOf(name) } else { false } }
      )
    case ("enum", .list(let values)): return expect(values.contains { value.equals($0) })
    case ("const", _): return expect(value.equals(argument))
    case ("not", _): return expect(try !fits(argument))
    case ("anyOf", .list(let schemas)): return expect(try schemas.contains(where: fits))
    case ("allOf", .list(let schemas)): return try schemas.flatMap { try problems(value, $0, path) }
    case ("if", _):
      guard let then = schema["then"], try fits(argument) else { return [] }
      return try problems(value, then, path)
    case ("then", _): return []
    default: break
    }
    switch value {
    case .integer, .unsigned, .number:
      return try number(value.double ?? .nan, keyword, argument).map(expect) ?? []
    case .text(let text): return try Self.text(text, keyword, argument).map(expect) ?? []
    case .list(let items): return try list(items, keyword, argument, path)
    case .object(let fields): return try object(fields, keyword, argument, schema, path)
    case .null, .boolean:
      guard Self.others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
      return []
    }
  }

  private static let others: Set = [
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "minLength", "items",
    "minItems", "maxItems", "uniqueItems", "properties", "patternProperties",
    "additionalProperties", "required", "minProperties",
  ]

  private func number(_ value: Double, _ keyword: String, _ limit: RecordValue) throws -> Bool? {
    switch keyword {
    case "minimum": return value >= limit.double ?? .nan
    case "maximum": return value <= limit.double ?? .nan
    case "exclusiveMinimum": return value > limit.double ?? .nan
    case "exclusiveMaximum": return value < limit.double ?? .nan
    default:
      guard Self.others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
      return nil
    }
  }

  private static func text(
    _ value: String,
    _ keyword: String,
    _ argument: RecordValue
  ) throws -> Bool? {
    switch (keyword, argument) {
    case ("pattern", .text(let pattern)):
      return try value.firstMatch(of: Regex(pattern)) != nil
    case ("minLength", let length): return Double(value.count) >= length.double ?? .nan
    default:
      guard others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
      return nil
    }
  }

  private func list(
    _ items: [RecordValue],
    _ keyword: String,
    _ argument: RecordValue,
    _ path: String
  ) throws -> [String] {
    func expect(_ holds: Bool) -> [String] { holds ? [] : ["\(path): \(keyword) \(argument)"] }
    switch keyword {
    case "items":
      return try items.enumerated().flatMap { try problems($1, argument, "\(path)[\($0)]") }
    case "minItems": return expect(Double(items.count) >= argument.double ?? .nan)
    case "maxItems": return expect(Double(items.count) <= argument.double ?? .nan)
    case "uniqueItems":
      return expect(items.indices.allSatisfy { !items[..<$0].contains(items[$0]) })
    default:
      guard Self.others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
      return []
    }
  }

  private func object(
    _ fields: [String: RecordValue],
    _ keyword: String,
    _ argument: RecordValue,
    _ schema: [String: RecordValue],
    _ path: String
  ) throws -> [String] {
    func named(_ keyword: String) -> [String: RecordValue] {
      if case .object(let named)? = schema[keyword] { named } else { [:] }
    }
    switch (keyword, argument) {
    case ("required", .list(let names)):
      return names.compactMap { name in
        guard case .text(let name) = name, fields[name] == nil else { return nil }
        return "\(path): '\(name)' is missing"
      }
    case ("minProperties", let count):
      return Double(fields.count) >= count.double ?? .nan ? [] : ["\(path): has too few keys"]
    case ("properties", .object(let properties)):
      return try fields.flatMap { name, value in
        try properties[name].map { try problems(value, $0, "\(path).\(name)") } ?? []
      }
    case ("patternProperties", .object(let patterns)):
      return try fields.flatMap { name, value in
        try patterns.filter { try name.firstMatch(of: Regex($0.key)) != nil }
          .flatMap { try problems(value, $0.value, "\(path).\(name)") }
      }
    case ("additionalProperties", _):
      return try fields.flatMap { name, value -> [String] in
        let isKnown =
          try named("properties")[name] != nil
          || named("patternProperties").contains {
            try name.firstMatch(of: Regex($0.key)) != nil
          }
        return isKnown ? [] : try problems(value, argument, "\(path).\(name)")
      }
    default:
      guard Self.others.contains(keyword) else { throw UnknownKeyword(name: keyword) }
      return []
    }
  }
}

extension RecordValue {
  /// Whether the value is of a type of JSON Schema; a whole number is one however it is written.
  fileprivate func isOf(_ type: String) -> Bool {
    switch (type, self) {
    case ("null", .null), ("boolean", .boolean), ("string", .text), ("array", .list),
      ("object", .object), ("integer", .integer), ("integer", .unsigned), ("number", .integer),
      ("number", .unsigned), ("number", .number):
      true
    case ("integer", .number(let value)): value == value.rounded()
    default: false
    }
  }

  fileprivate func equals(_ other: RecordValue) -> Bool {
    if let mine = double, let its = other.double { return mine == its }
    return self == other
  }
}
