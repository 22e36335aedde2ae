import Recipe
import Yams

/// Reads one mapping of an experiment file, and notes every problem instead of stopping at the first.
final class KeyReader: KeyVisitor {
  private let mapping: Node.Mapping?
  /// The keys from the file's root to this mapping.
  private let path: [String]
  private let log: ProblemLog
  private var known: [String] = []
  var preset: Preset?
  /// Keys that a file's root may have beside those that are visited.
  var otherRootKeys = ExperimentTree.severalKeys

  init(_ node: Node?, path: [String], log: ProblemLog) {
    self.path = path
    self.log = log
    mapping = node?.mapping
    guard let node, mapping == nil else { return }
    // An empty section means its defaults, as in "engine:" with everything below commented out.
    if !node.isNull { log.add("\(Self.name(path)) must hold keys with values", at: path) }
  }

  func finish() {
    let unknown = (mapping?.keys.map { $0 } ?? []).filter { !known.contains($0.string ?? "…") }
    for (index, key) in unknown.enumerated() {
      let name = key.string ?? "…"
      guard index < Limits.problemCount else {
        // Only counted: looking for what is meant takes time.
        log.add("unknown key '\(name)'", at: path, mark: key.mark)
        continue
      }
      let place = path.isEmpty ? "" : " in '\(path[path.count - 1])'"
      let known = path.isEmpty ? known + otherRootKeys : known
      let hint =
        !name.isEmpty && name.allSatisfy(\.isNumber)
        ? "; a comma ends a value here, and numbers have a decimal point"
        : Suggestion.nearest(to: name, among: known).map { " (did you mean '\($0)'?)" }
          ?? "; the keys here are \(known.map { "'\($0)'" }.joined(separator: ", "))"
      log.add("unknown key '\(name.revealed)'\(place)\(hint)", at: path + [name], mark: key.mark)
    }
  }

  private static func name(_ path: [String]) -> String {
    path.last.map { "'\($0)'" } ?? "the file"
  }

  /// The value of a key; a missing required key is a problem of the mapping.
  private func value(_ key: String, required: Bool = false) -> Node? {
    known.append(key)
    if let (place, node) = mapping?.first(where: { $0.key.string == key }), !node.isNull {
      log.locate(path + [key], key: place.mark, value: node.mark)
      return node
    }
    // A section that is not there, or no section, is a problem already.
    if required, mapping != nil { log.add("\(Self.name(path)) needs the key '\(key)'", at: path) }
    return nil
  }

  private func complain(_ key: String, _ node: Node, _ expectation: String, hint: String = "") {
    log.add(
      "'\(key)'\(path.last.map { " in '\($0)'" } ?? "") must be \(expectation), not "
        + node.excerpt + hint + (node.trap.map { "; \($0)" } ?? ""),
      at: path + [key],
      mark: node.mark
    )
  }

  // MARK: - Values

  func text(_ key: String, _ value: inout String, required: Bool) {
    guard let node = self.value(key, required: required) else { return }
    guard let scalar = node.scalar, !scalar.string.isEmpty else {
      return complain(key, node, "a text")
    }
    value = scalar.string
  }

  func text(_ key: String, _ value: inout String?) {
    var present = ""
    text(key, &present, required: false)
    if !present.isEmpty { value = present }
  }

  func integer(_ key: String, _ value: inout Int, in range: ClosedRange<Int>, required: Bool) {
    guard let node = self.value(key, required: required) else { return }
    guard let number = node.whole, range.contains(number) else {
      let expectation =
        range.upperBound == .max
        ? "a whole number of at least \(range.lowerBound)"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)"
      return complain(key, node, expectation)
    }
    value = number
  }

  func integer(_ key: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    var present = -1
    integer(key, &present, in: range, required: false)
    if present != -1 { value = present }
  }

  func number(_ key: String, _ value: inout Double, _ domain: NumberDomain) {
    guard let node = self.value(key) else { return }
    guard let number = node.number, domain.contains(number) else {
      return complain(key, node, domain.description)
    }
    value = number
  }

  func number(_ key: String, _ value: inout Double?, _ domain: NumberDomain) {
    var present = Double.nan
    number(key, &present, domain)
    if !present.isNaN { value = present }
  }

  func flag(_ key: String, _ value: inout Bool) {
    guard let node = self.value(key) else { return }
    switch node.plain {
    case "true": value = true
    case "false": value = false
    default: complain(key, node, "true or false")
    }
  }

  func flag(_ key: String, _ value: inout Bool?) {
    var present = value ?? false
    flag(key, &present)
    if isGiven(key) { value = present }
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice,
    required: Bool
  ) {
    guard let node = self.value(key, required: required) else { return }
    guard let choice = node.scalar.flatMap({ Choice(rawValue: $0.string) }) else {
      let names = Choice.allCases.map(\.rawValue)
      let hint =
        node.scalar.flatMap { Suggestion.nearest(to: $0.string, among: names) }
        .map { " (did you mean '\($0)'?)" } ?? ""
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      return complain(key, node, "one of \(list)", hint: hint)
    }
    value = choice
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ value: inout Choice?
  ) {
    guard isGiven(key), var present = value ?? Choice.allCases.first else {
      known.append(key)
      return
    }
    choice(key, &present, required: false)
    value = present
  }

  func integers(_ key: String, _ value: inout [Int]) {
    guard let node = self.value(key) else { return }
    let numbers = node.sequence?.map(\.whole) ?? []
    let seeds = numbers.compactMap(\.self)
    guard !seeds.isEmpty, seeds.count <= Limits.seedCount, seeds.count == numbers.count,
      seeds.allSatisfy({ $0 >= 0 }),
      Set(seeds).count == seeds.count
    else {
      return complain(
        key,
        node,
        seeds.count > Limits.seedCount
          ? "a list of at most \(Limits.seedCount) numbers"
          : "a list of different whole numbers of at least 0, such as [1, 2]"
      )
    }
    value = seeds
  }

  func texts(_ key: String, _ value: inout [String]) {
    guard let node = self.value(key) else { return }
    let texts = node.sequence?.map { $0.scalar?.string ?? "" } ?? []
    guard !texts.isEmpty, texts.allSatisfy({ !$0.isEmpty }) else {
      return complain(key, node, "a list of texts")
    }
    value = texts
  }

  func numbers(_ key: String, _ value: inout [Double], count: Int, _ domain: NumberDomain) {
    guard let node = self.value(key, required: true) else { return }
    let numbers = node.sequence?.compactMap(\.number) ?? []
    guard numbers.count == count, node.sequence?.count == count,
      numbers.allSatisfy(domain.contains)
    else {
      return complain(key, node, "a list of \(count) numbers, each \(domain.description)")
    }
    value = numbers
  }

  func section<Content: Section>(_ key: String, _ value: inout Content, required: Bool) {
    read(self.value(key, required: required), path + [key], into: &value)
  }

  func section<Content: Section>(_ key: String, _ value: inout Content?) {
    guard let node = self.value(key) else { return }
    var content = value ?? Content()
    read(node, path + [key], into: &content)
    value = content
  }

  func sections<Content: Section>(_ key: String, _ value: inout [Content]) {
    guard let node = self.value(key, required: true) else { return }
    guard let items = node.sequence, !items.isEmpty else {
      return complain(key, node, "a list with at least one entry, each beginning with '-'")
    }
    value = items.enumerated().map { index, item in
      var content = Content()
      let path = self.path + ["\(key)[\(index)]"]
      log.locate(path, key: item.mark, value: item.mark)
      read(item, path, into: &content)
      return content
    }
  }

  private func read<Content: Section>(_ node: Node?, _ path: [String], into value: inout Content) {
    let reader = KeyReader(node, path: path, log: log)
    reader.preset = preset
    value.visit(reader)
    reader.finish()
  }

  // MARK: - Rules across keys

  func isGiven(_ key: String) -> Bool {
    mapping?.contains { $0.key.string == key && !$0.value.isNull } ?? false
  }

  func problem(_ message: String, at key: String?) {
    log.add(message, at: key.map { path + [$0] } ?? path)
  }
}

extension Node {
  var isNull: Bool { plain.map { ["", "~", "null", "Null", "NULL"].contains($0) } ?? false }

  /// The text of a scalar that is neither quoted nor called a text.
  fileprivate var plain: String? {
    guard let scalar, scalar.style == .plain || scalar.style == .any,
      !scalar.tag.description.hasSuffix(":str")
    else { return nil }
    return scalar.string
  }

  /// A whole number as all readers of YAML read it.
  fileprivate var whole: Int? { trap == nil ? plain.flatMap { Int($0) } : nil }

  /// A finite number as all readers of YAML read it; there is one zero.
  fileprivate var number: Double? {
    guard trap == nil, let plain, let number = Double(plain), number.isFinite else { return nil }
    let isZero = !plain.prefix { !"eE".contains($0) }.contains { ("1"..."9").contains($0) }
    return number == 0 ? (isZero ? 0 : nil) : number
  }

  /// What makes a value that looks like a number none, or another one for other readers; nil for others.
  fileprivate var trap: String? {
    guard let scalar, let first = scalar.string.first(where: { !"+-".contains($0) }), first.isNumber
    else { return nil }
    let digits = scalar.string.drop { "+-".contains($0) }
    if plain == nil { return Double(digits) == nil ? nil : "leave out the quotes or the tag" }
    if ["0x", "0X", "0o", "0b"].contains(digits.prefix(2)) { return "write it in decimal digits" }
    if first == "0", digits.dropFirst().first?.isNumber == true {
      return "some read a number with a zero before it as octal, so leave the zero out"
    }
    if digits.contains("_") { return "leave out the underscores" }
    if digits.contains(":") { return "some read this as minutes and seconds; write the number" }
    return nil
  }

  /// The value as a message quotes it.
  fileprivate var excerpt: String {
    switch self {
    case .scalar(let scalar) where plain == nil:
      "the text '\(String(scalar.string.prefix(60)).revealed)'"
    case .scalar(let scalar): "'\(String(scalar.string.prefix(60)).revealed)'"
    case .mapping: "a section with keys"
    case .sequence(let items): "a list of \(items.count)"
    case .alias: "an alias"
    }
  }
}
