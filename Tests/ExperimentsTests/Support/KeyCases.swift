import Experiments
import Foundation

/// Files made of the descriptions of keys: for every key one that uses it, and broken ones.
///
/// They are written as JSON, which is YAML.
struct KeyCases {
  struct Case {
    let name: String
    let file: RecordValue

    var text: String {
      get throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(file), as: UTF8.self)
      }
    }
  }

  let root: SectionDescription
  /// A file with what every file needs.
  let base: RecordValue
  /// What a key, or with a point at the end those below it, need that no description says.
  let company: [(path: String, needs: String, value: RecordValue)]

  /// A file for every key, that has it with its example or default.
  func good() throws -> [Case] {
    try root.all().map { path, key in Case(name: path, file: try file(with: path, key)) }
  }

  /// Files with one mistake each.
  func broken() throws -> [Case] {
    try root.all().flatMap { path, key -> [Case] in
      let good = try file(with: path, key)
      var cases = key.badValues.enumerated().map { index, value in
        Case(name: "\(path) \(index): \(value)", file: good.setting(steps(path), to: value))
      }
      if let section = key.section {
        let place = steps(path) + (path.isList(key) ? ["[0]"] : [])
        cases.append(
          Case(name: "\(path): unknown", file: good.setting(place + ["zzzzzzzz"], to: .integer(1)))
        )
        for inner in section.keys where inner.isRequired && inner.requirement == nil {
          let without = good.removing(place + [inner.name])
          if without != good {
            cases.append(Case(name: "\(path): no \(inner.name)", file: without))
          }
        }
      }
      if let condition = key.condition, key.section == nil,
        let others = choices(beside: path)[condition.key],
        let other = others.first(where: { !condition.values.contains($0) })
      {
        let place = Array(steps(path).dropLast()) + [condition.key]
        cases.append(
          Case(name: "\(path): with \(other)", file: good.setting(place, to: .text(other)))
        )
      }
      return cases
    }
  }

  /// The base with a key, all keys that it needs around it, and what they need.
  private func file(with path: String, _ key: KeyDescription) throws -> RecordValue {
    var (file, section, place) = (base, root, [String]())
    let all = path.split(separator: ".").map(String.init)
    for step in all {
      let name = step.replacing("[]", with: "")
      guard let key = section.keys.first(where: { $0.name == name }) else { break }
      if let condition = key.condition {
        file = file.setting(place + [condition.key], to: .text(condition.values[0]))
      }
      for needed in section.keys
      where needed.isRequired && needed.name != name && needed.requirement == nil
        && needed.condition == nil && file.value(at: place + [needed.name]) == nil
      {
        if let example = needed.example {
          file = file.setting(place + [needed.name], to: try RecordValue(yaml: example))
        }
      }
      place.append(name)
      if step.hasSuffix("[]") { place.append("[0]") }
      section = key.section ?? section
    }
    for (other, needs, value) in company
    where needs != path && (path == other || other.hasSuffix(".") && path.hasPrefix(other)) {
      file = file.setting(steps(needs), to: value)
    }
    if let example = key.example {
      file = file.setting(steps(path), to: try RecordValue(yaml: example))
    } else if let section = key.section, file.value(at: steps(path)) == nil {
      var empty = RecordValue.object([:])
      for needed in section.keys where needed.isRequired && needed.requirement == nil {
        guard let example = needed.example else { continue }
        empty = empty.setting([needed.name], to: try RecordValue(yaml: example))
      }
      let isList = path.isList(key)
      file = file.setting(steps(path), to: isList ? .list([empty]) : empty)
    }
    return file
  }

  /// The choices of the section that a key is in, with their values.
  private func choices(beside path: String) -> [String: [String]] {
    let above = path.split(separator: ".").dropLast().joined(separator: ".")
    let siblings = root.all().filter {
      $0.path.split(separator: ".").dropLast().joined(separator: ".") == above
    }
    return siblings.reduce(into: [:]) { choices, sibling in
      if case .choice(let values) = sibling.key.kind { choices[sibling.key.name] = values }
    }
  }

  /// The steps of a path, with the first entry of every list on the way.
  private func steps(_ path: String) -> [String] {
    path.split(separator: ".").flatMap { step in
      step.hasSuffix("[]") ? [String(step.dropLast(2)), "[0]"] : [String(step)]
    }
  }
}

extension String {
  fileprivate func isList(_ key: KeyDescription) -> Bool {
    if case .sections = key.kind { true } else { false }
  }
}

extension KeyDescription {
  /// Values that the key cannot have.
  fileprivate var badValues: [RecordValue] {
    let none = RecordValue.list([.text("a"), .object([:])])
    switch kind {
    case .text:
      return [none, .object(["a": .integer(1)])] + (text.pattern == nil ? [] : [.text("! '")])
    case .integer(let range):
      return [.text("many"), .number(1.5), .boolean(true), none, .integer(range.lowerBound - 1)]
        + (range.upperBound == .max ? [] : [.integer(range.upperBound + 1)])
    case .number(let domain):
      return [.text("many"), .boolean(true), none]
        + [0, -1].filter { !domain.contains($0) }.map(RecordValue.number)
        + (text.below.map { [.number($0)] } ?? [])
    case .flag: return [.integer(1), .text("yes"), none]
    case .choice: return [.text("nonsense"), .integer(7), none]
    case .integers:
      return [
        .list([]), .list([.integer(1), .integer(1)]), .list([.integer(-1)]), .text("a"), none,
      ]
    case .texts: return [.list([]), .text("a"), .list([.text("")]), none]
    case .numbers(let count, _):
      return [.list(Array(repeating: .integer(1), count: count + 1)), .text("a"), .integer(1)]
    case .section: return [.text("a"), .integer(1), none]
    case .sections: return [.list([]), .text("a"), .object(["a": .integer(1)])]
    }
  }
}

extension RecordValue {
  /// An index such as `[2]`.
  private static func index(_ step: String) -> Int? {
    step.hasPrefix("[") ? Int(step.dropFirst().dropLast()) : nil
  }

  /// The value at some keys and indices such as `[0]`; nil where there is none.
  func value(at path: [String]) -> RecordValue? {
    guard let step = path.first else { return self }
    let rest = Array(path.dropFirst())
    switch self {
    case .object(let fields): return fields[step]?.value(at: rest)
    case .list(let items):
      guard let index = Self.index(step), items.indices.contains(index) else { return nil }
      return items[index].value(at: rest)
    default: return nil
    }
  }

  /// The same with another value there; sections and lists of one entry on the way are made.
  func setting(_ path: [String], to value: RecordValue) -> RecordValue {
    guard let step = path.first else { return value }
    let rest = Array(path.dropFirst())
    if let index = Self.index(step) {
      var items: [RecordValue] = []
      if case .list(let own) = self { items = own }
      if items.isEmpty { items = [.object([:])] }
      items[index] = items[index].setting(rest, to: value)
      return .list(items)
    }
    var fields: [String: RecordValue] = [:]
    if case .object(let own) = self { fields = own }
    fields[step] = (fields[step] ?? .object([:])).setting(rest, to: value)
    return .object(fields)
  }

  /// The same without what is there.
  func removing(_ path: [String]) -> RecordValue {
    guard let step = path.first else { return self }
    let rest = Array(path.dropFirst())
    switch self {
    case .object(var fields):
      fields[step] = rest.isEmpty ? nil : fields[step]?.removing(rest)
      return .object(fields)
    case .list(var items):
      guard let index = Self.index(step), items.indices.contains(index) else { return self }
      items[index] = items[index].removing(rest)
      return .list(items)
    default: return self
    }
  }
}
