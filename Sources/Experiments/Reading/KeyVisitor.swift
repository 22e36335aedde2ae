import Recipe

/// A part of an experiment that knows its keys; one description serves reading and writing.
protocol Section: Equatable, Sendable {
  /// The section with every default; required values are placeholders until read.
  init()
  /// Names every key with its type and its allowed values.
  mutating func visit(_ keys: some KeyVisitor)
}

/// What happens to each key of a section: it is read from a file, or written to one.
///
/// Bound to classes, which visitors are: without it Swift 6.3's optimiser takes the calls of a section
/// of nothing but numbers for free of effects and drops them (`ExperimentTests` would tell).
protocol KeyVisitor: AnyObject {
  /// Hears what there is to say of a key before it is visited.
  func explain(_ key: String, _ text: KeyText)
  func text(_ key: String, _ value: inout String, required: Bool)
  func text(_ key: String, _ value: inout String?)
  func integer(_ key: String, _ value: inout Int, in range: ClosedRange<Int>, required: Bool)
  func integer(_ key: String, _ value: inout Int?, in range: ClosedRange<Int>)
  func number(_ key: String, _ value: inout Double, _ domain: NumberDomain)
  func number(_ key: String, _ value: inout Double?, _ domain: NumberDomain)
  func flag(_ key: String, _ value: inout Bool)
  func flag(_ key: String, _ value: inout Bool?)
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice,
    required: Bool
  )
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice?
  )
  func integers(_ key: String, _ value: inout [Int])
  func texts(_ key: String, _ value: inout [String])
  func numbers(_ key: String, _ value: inout [Double], count: Int, _ domain: NumberDomain)
  func section<Content: Section>(_ key: String, _ value: inout Content, required: Bool)
  func section<Content: Section>(_ key: String, _ value: inout Content?)
  func sections<Content: Section>(_ key: String, _ value: inout [Content])
  /// What stands for values that a file that is being read leaves out.
  var preset: Preset? { get set }
  /// Whether a file that is being read has the key.
  func isGiven(_ key: String) -> Bool
  /// Notes a problem between several keys of a file that is being read.
  func problem(_ message: String, at key: String?)
}

extension KeyVisitor {
  func text(_ key: String, _ value: inout String) { text(key, &value, required: false) }

  /// The path of a file or folder.
  func path(_ key: String, _ value: inout String, required: Bool = false) {
    text(key, &value, required: required)
    if let message = Limits.problem(ofPath: value) { problem(message, at: key) }
  }

  /// The path of a file or folder.
  func path(_ key: String, _ value: inout String?) {
    text(key, &value)
    if let message = value.flatMap(Limits.problem(ofPath:)) { problem(message, at: key) }
  }

  func integer(_ key: String, _ value: inout Int, in range: ClosedRange<Int>) {
    integer(key, &value, in: range, required: false)
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice
  ) {
    choice(key, &value, required: false)
  }

  func section<Content: Section>(_ key: String, _ value: inout Content) {
    section(key, &value, required: false)
  }
}

/// The numbers that a key takes.
package enum NumberDomain: CustomStringConvertible, Sendable {
  case atLeastZero
  case aboveZero
  case any

  package func contains(_ number: Double) -> Bool {
    switch self {
    case .atLeastZero: number >= 0
    case .aboveZero: number > 0
    case .any: true
    }
  }

  package var description: String {
    switch self {
    case .atLeastZero: "a number of at least 0"
    case .aboveZero: "a number above 0"
    case .any: "a number"
    }
  }
}
