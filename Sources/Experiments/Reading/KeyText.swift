/// What is said of a key where it is read: its meaning, and what its type and default do not tell.
package struct KeyText: Equatable, Sendable {
  package var meaning: String
  /// Of a number, such as `pixels`.
  package var unit: String?
  /// What holds where it is left out, in words; nil where the default says it.
  package var otherwise: String?
  /// A value as a file has it; nil where the default is one.
  package var example: String?
  /// What a text is, such as `one word`; nil where the key's type says it.
  package var form: String?
  /// What a text has to match, as Swift and JSON Schema both read it; nil for any text.
  package var pattern: String?
  /// What a number has to be below, beyond its domain.
  package var below: Double?
  /// The one value of another key of the section beside which this one has a use.
  package var only: KeyCondition?
}

/// That another key of the same section has one of some values.
package struct KeyCondition: Equatable, Sendable {
  package let key: String
  package let values: [String]

  package init(key: String, values: [String]) { (self.key, self.values) = (key, values) }

  /// Such as ``solver: convex``.
  package var text: String { "\(key): \(values.joined(separator: " or "))" }
}

extension KeyVisitor {
  /// A key's name, with what there is to say of it; the only place where that is said.
  func named(
    _ key: String,
    _ meaning: String,
    unit: String? = nil,
    otherwise: String? = nil,
    example: String? = nil,
    form: String? = nil,
    pattern: String? = nil,
    below: Double? = nil,
    only: KeyCondition? = nil
  ) -> String {
    let text = KeyText(
      meaning: meaning,
      unit: unit,
      otherwise: otherwise,
      example: example,
      form: form,
      pattern: pattern,
      below: below,
      only: only
    )
    explain(key, text)
    return key
  }

  /// Only who describes keys listens.
  func explain(_ key: String, _ text: KeyText) {}
}
