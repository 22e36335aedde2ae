import Recipe

/// Describes the keys of a section by visiting it as a reader does: once as it is, and once for each value
/// of each of its choices, because a choice decides which other keys there are.
final class KeyDescriber: KeyVisitor {
  /// The keys that were explained, in order.
  private(set) var keys: [KeyDescription] = []
  /// All names that were visited; those that were not explained are known only to be refused.
  private(set) var names: Set<String> = []
  private var texts: [String: KeyText] = [:]
  /// What a choice is set to.
  private let chosen: (key: String, value: String)?

  private init(chosen: (key: String, value: String)?) { self.chosen = chosen }

  /// The keys of a section with these values.
  static func describe(_ section: some Section) -> SectionDescription {
    describe { keys in
      var section = section
      section.visit(keys)
    }
  }

  /// The keys that `visit` visits.
  static func describe(_ visit: (KeyDescriber) -> Void) -> SectionDescription {
    func pass(_ chosen: (key: String, value: String)? = nil) -> KeyDescriber {
      let describer = KeyDescriber(chosen: chosen)
      visit(describer)
      return describer
    }
    let first = pass()
    var section = SectionDescription(keys: first.keys)
    for key in first.keys {
      guard case .choice(let values) = key.kind else { continue }
      let passes = values.map { (value: $0, found: pass((key.name, $0))) }
      for (_, found) in passes { section.merge(found.keys) }
      for index in section.keys.indices {
        section.keys[index].note(key.name, passes.map { ($0.value, $0.found.keys) })
      }
      for (value, found) in passes {
        let strangers = section.keys.map(\.name).filter { !found.names.contains($0) }
        guard !strangers.isEmpty else { continue }
        let condition = KeyCondition(key: key.name, values: [value])
        section.strangers.append((condition, strangers))
      }
    }
    return section
  }

  func explain(_ key: String, _ text: KeyText) { texts[key] = text }

  private func add(
    _ key: String,
    _ kind: KeyDescription.Kind,
    required: Bool = false,
    standard: String? = nil
  ) {
    names.insert(key)
    // A key that is only refused here is explained where it has a meaning.
    guard let text = texts.removeValue(forKey: key) else { return }
    keys.append(
      KeyDescription(
        name: key,
        text: text,
        kind: kind,
        isRequired: required && text.otherwise == nil,
        standard: required || text.otherwise != nil ? nil : standard,
        condition: text.only
      )
    )
  }

  func text(_ key: String, _ value: inout String, required: Bool) {
    add(key, .text, required: required, standard: value.isEmpty ? nil : written(value, key))
  }

  func text(_ key: String, _ value: inout String?) {
    add(key, .text, standard: value.map { written($0, key) })
  }

  /// A text as a person would write it: what has a form is never taken for anything else.
  private func written(_ text: String, _ key: String) -> String {
    texts[key]?.pattern == nil ? KeyWriter.quoted(text) : text
  }

  func integer(_ key: String, _ value: inout Int, in range: ClosedRange<Int>, required: Bool) {
    add(key, .integer(range), required: required, standard: "\(value)")
  }

  func integer(_ key: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    add(key, .integer(range), standard: value.map { "\($0)" })
  }

  func number(_ key: String, _ value: inout Double, _ domain: NumberDomain) {
    add(key, .number(domain), standard: "\(value)")
  }

  func number(_ key: String, _ value: inout Double?, _ domain: NumberDomain) {
    add(key, .number(domain), standard: value.map { "\($0)" })
  }

  func flag(_ key: String, _ value: inout Bool) { add(key, .flag, standard: "\(value)") }

  func flag(_ key: String, _ value: inout Bool?) {
    add(key, .flag, standard: value.map { "\($0)" })
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice,
    required: Bool
  ) {
    let standard = value.rawValue
    add(key, .choice(Choice.allCases.map(\.rawValue)), required: required, standard: standard)
    if let choice: Choice = choice(of: key) { value = choice }
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice?
  ) {
    add(key, .choice(Choice.allCases.map(\.rawValue)), standard: value?.rawValue)
    if let choice: Choice = choice(of: key) { value = choice }
  }

  private func choice<Choice: RawRepresentable<String>>(of key: String) -> Choice? {
    chosen.flatMap { $0.key == key ? Choice(rawValue: $0.value) : nil }
  }

  func integers(_ key: String, _ value: inout [Int]) { add(key, .integers, standard: "\(value)") }

  func texts(_ key: String, _ value: inout [String]) { add(key, .texts) }

  func numbers(_ key: String, _ value: inout [Double], count: Int, _ domain: NumberDomain) {
    add(key, .numbers(count: count, domain), required: true)
  }

  func section<Content: Section>(_ key: String, _ value: inout Content, required: Bool) {
    add(key, .section(Self.describe(value)), required: required)
  }

  func section<Content: Section>(_ key: String, _ value: inout Content?) {
    add(key, .section(Self.describe(value ?? Content())))
  }

  func sections<Content: Section>(_ key: String, _ value: inout [Content]) {
    add(key, .sections(Self.describe(Content())), required: true)
  }

  // MARK: - Rules across keys

  var preset: Preset?

  /// Every key is visited.
  func isGiven(_ key: String) -> Bool { true }

  func problem(_ message: String, at key: String?) {}
}

extension KeyDescription {
  /// Notes beside which values of another key it is there, and required.
  fileprivate mutating func note(_ other: String, _ passes: [(value: String, keys: [Self])]) {
    let having = passes.filter { $0.keys.contains { $0.name == name } }
    let requiring = having.filter { $0.keys.contains { $0.name == name && $0.isRequired } }
    if !having.isEmpty, having.count < passes.count {
      condition = KeyCondition(key: other, values: having.map(\.value))
    }
    guard !requiring.isEmpty else { return }
    isRequired = true
    if requiring.count < having.count {
      requirement = KeyCondition(key: other, values: requiring.map(\.value))
    }
  }
}

extension SectionDescription {
  /// Puts in keys that are not there yet, each behind the one that it was read after.
  fileprivate mutating func merge(_ others: [KeyDescription]) {
    var place = 0
    for other in others {
      if let same = keys.firstIndex(where: { $0.name == other.name }) {
        place = same + 1
      } else {
        keys.insert(other, at: place)
        place += 1
      }
    }
  }
}
