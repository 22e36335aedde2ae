/// Describes what a type decodes by having it decode: every field that it asks for is there, and noted.
struct RecordDescriber: Decoder {
  let noted = Fields()
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// What was asked for, in order.
  final class Fields {
    fileprivate(set) var properties: [(String, SchemaNode)] = []
    /// Fields that were asked for as if they could be absent, and not yet decoded.
    fileprivate var awaited: Set<String> = []
    fileprivate(set) var required: [String] = []

    fileprivate func note(_ name: String, _ schema: SchemaNode) {
      let isOptional = awaited.remove(name) != nil
      if !isOptional, !required.contains(name) { required.append(name) }
      if !properties.contains(where: { $0.0 == name }) { properties.append((name, schema)) }
    }
  }

  /// The schema of what a type decodes.
  ///
  /// - Throws: What the type throws at values of ours, which is a bug.
  static func schema(of type: any Decodable.Type) throws -> SchemaNode {
    try describe(type).schema
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(DescribingContainer<Key>(noted: noted))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Unforeseen() }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw Unforeseen() }

  /// A type decodes in a way that is not known here.
  struct Unforeseen: Error {}

  /// A value of a type, and its schema; the value is nil where only a list's entries can stand for it.
  fileprivate static func describe<Value: Decodable>(
    _ type: Value.Type
  ) throws -> (value: Value?, schema: SchemaNode) {
    func found(_ value: Any?, _ fields: (String, SchemaNode)...) -> (Value?, SchemaNode) {
      (value as? Value, .object(fields))
    }
    switch type {
    case is Int.Type:
      // Every whole number of a record is a count or an index.
      return found(
        1,
        ("type", .text("integer")),
        ("minimum", .integer(0)),
        ("maximum", .integer(RunRecord.greatestCount))
      )
    case is UInt64.Type:
      return found(UInt64(1), ("type", .text("integer")), ("minimum", .integer(0)))
    case is Double.Type: return found(1.0, ("type", .text("number")))
    case is Bool.Type: return found(true, ("type", .text("boolean")))
    case is String.Type: return found("", ("type", .text("string")))
    case let list as any DescribedList.Type:
      return found(list.init(), ("type", .text("array")), ("items", try schema(of: list.element)))
    case let map as any DescribedMap.Type:
      let value = try schema(of: map.value)
      return found(map.init(), ("type", .text("object")), ("additionalProperties", value))
    case let text as any RecordText.Type:
      return found(text.sample, ("type", .text("string")), ("pattern", .text(text.pattern)))
    case let choice as any CaseIterable.Type:
      let cases = cases(of: choice)
      return found(cases.first, ("enum", .texts(cases.compactMap(name))))
    case let other as any RecordStandIn.Type: return (nil, try schema(of: other.standIn))
    default:
      let decoder = RecordDescriber()
      let value = try Value(from: decoder)
      return (
        value,
        .object([
          ("type", .text("object")), ("properties", .object(decoder.noted.properties)),
          ("required", .texts(decoder.noted.required)),
        ])
      )
    }
  }

  private static func cases<Choice: CaseIterable>(of type: Choice.Type) -> [Any] {
    Choice.allCases.map { $0 }
  }

  private static func name(_ choice: Any) -> String? {
    (choice as? any RawRepresentable)?.rawValue as? String
  }
}

/// The fields of one object.
private struct DescribingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let noted: RecordDescriber.Fields
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { true }

  /// Only asked before a field that may be absent.
  func decodeNil(forKey key: Key) -> Bool {
    noted.awaited.insert(key.stringValue)
    return false
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let (value, schema) = try RecordDescriber.describe(type)
    noted.note(key.stringValue, schema)
    guard let value else { throw RecordDescriber.Unforeseen() }
    return value
  }

  func nestedContainer<Other: CodingKey>(
    keyedBy type: Other.Type,
    forKey key: Key
  ) throws -> KeyedDecodingContainer<Other> { throw RecordDescriber.Unforeseen() }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw RecordDescriber.Unforeseen()
  }

  func superDecoder() throws -> any Decoder { throw RecordDescriber.Unforeseen() }

  func superDecoder(forKey key: Key) throws -> any Decoder { throw RecordDescriber.Unforeseen() }
}

private protocol DescribedList {
  static var element: any Decodable.Type { get }
  init()
}

extension Array: DescribedList where Element: Decodable {
  static var element: any Decodable.Type { Element.self }
}

private protocol DescribedMap {
  static var value: any Decodable.Type { get }
  init()
}

extension Dictionary: DescribedMap where Key == String, Value: Decodable {
  static var value: any Decodable.Type { Value.self }
}
