import Recipe

/// Writes a section as YAML with every value spelled out.
final class KeyWriter: KeyVisitor {
  private(set) var lines: [String] = []
  /// Keys that are left out; those of sections by their path, such as `optimizer.joint`.
  private let omitted: Set<String>

  init(omitting omitted: Set<String> = []) { self.omitted = omitted }

  private func write(_ key: String, _ value: String) {
    guard !omitted.contains(key) else { return }
    lines.append("\(key): \(value)")
  }

  func text(_ key: String, _ value: inout String, required: Bool) {
    if !value.isEmpty { write(key, Self.quoted(value)) }
  }

  func text(_ key: String, _ value: inout String?) {
    if let value { write(key, Self.quoted(value)) }
  }

  func integer(_ key: String, _ value: inout Int, in range: ClosedRange<Int>, required: Bool) {
    write(key, "\(value)")
  }

  func integer(_ key: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    if let value { write(key, "\(value)") }
  }

  func number(_ key: String, _ value: inout Double, _ domain: NumberDomain) {
    write(key, "\(value)")
  }

  func number(_ key: String, _ value: inout Double?, _ domain: NumberDomain) {
    if let value { write(key, "\(value)") }
  }

  func flag(_ key: String, _ value: inout Bool) { write(key, "\(value)") }

  func flag(_ key: String, _ value: inout Bool?) {
    if let value { write(key, "\(value)") }
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice,
    required: Bool
  ) {
    write(key, value.rawValue)
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice?
  ) {
    if let value { write(key, value.rawValue) }
  }

  func integers(_ key: String, _ value: inout [Int]) { write(key, "\(value)") }

  func texts(_ key: String, _ value: inout [String]) {
    if !value.isEmpty { write(key, "[\(value.map(Self.quoted).joined(separator: ", "))]") }
  }

  func numbers(_ key: String, _ value: inout [Double], count: Int, _ domain: NumberDomain) {
    write(key, "\(value)")
  }

  func section<Content: Section>(_ key: String, _ value: inout Content, required: Bool) {
    guard !omitted.contains(key) else { return }
    lines.append("\(key):")
    lines += lines(of: &value, at: key).map { "  \($0)" }
  }

  func section<Content: Section>(_ key: String, _ value: inout Content?) {
    guard var content = value else { return }
    section(key, &content, required: false)
  }

  func sections<Content: Section>(_ key: String, _ value: inout [Content]) {
    guard !omitted.contains(key) else { return }
    lines.append("\(key):")
    for index in value.indices {
      for (number, line) in lines(of: &value[index], at: key).enumerated() {
        lines.append((number == 0 ? "  - " : "    ") + line)
      }
    }
  }

  var preset: Preset? {
    get { nil }
    set {}
  }

  func isGiven(_ key: String) -> Bool { false }

  func problem(_ message: String, at key: String?) {}

  private func lines(of section: inout some Section, at key: String) -> [String] {
    let inner = omitted.filter { $0.hasPrefix("\(key).") }.map { $0.dropFirst(key.count + 1) }
    let writer = KeyWriter(omitting: Set(inner.map(String.init)))
    section.visit(writer)
    return writer.lines
  }

  /// A text as YAML: in double quotes unless it cannot be taken for anything else.
  static func quoted(_ text: String) -> String {
    let isWord = text.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
          || "-_./".unicodeScalars.contains($0))
    }
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    let begins = text.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "." } ?? false
    if isWord, begins, Double(text) == nil, !reserved.contains(text.lowercased()), text != "." {
      return text
    }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case let control where control.value < 32 || control.value == 127:
        let digits = String(control.value, radix: 16)
        quoted += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
