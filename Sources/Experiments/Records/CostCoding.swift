import Recipe

/// A field of a record by any name, so that costs stand under the names of their terms.
struct RecordKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }

  init(_ name: String) { stringValue = name }
  init(_ term: CostTerm) { stringValue = term.rawValue }
}

extension KeyedDecodingContainer where Key == RecordKey {
  /// A required field.
  ///
  /// - Throws: `DecodingError` where it is missing or of another type.
  func value<Value: Decodable>(_ name: String) throws -> Value {
    try decode(Value.self, forKey: RecordKey(name))
  }

  /// A field that may be absent.
  ///
  /// - Throws: `DecodingError` where it is of another type.
  func valueIfPresent<Value: Decodable>(_ name: String) throws -> Value? {
    try decodeIfPresent(Value.self, forKey: RecordKey(name))
  }

  /// The costs among the fields.
  ///
  /// - Throws: `DecodingError` where one of them is no number.
  func costs() throws -> [CostTerm: Double] {
    try CostTerm.allCases.reduce(into: [:]) {
      $0[$1] = try decodeIfPresent(Double.self, forKey: RecordKey($1))
    }
  }
}

extension KeyedEncodingContainer where Key == RecordKey {
  mutating func set(_ name: String, _ value: (some Encodable)?) throws {
    try encodeIfPresent(value, forKey: RecordKey(name))
  }

  mutating func set(_ costs: [CostTerm: Double]) throws {
    for (term, value) in costs { try encode(value, forKey: RecordKey(term)) }
  }
}
