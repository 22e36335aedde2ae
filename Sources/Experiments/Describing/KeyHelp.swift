/// What there is to say of a key by its name, for who types it.
package struct KeyHelp {
  /// A kind of file and its keys.
  package struct File: Sendable {
    let name: String
    let page: String
    let keys: [(path: String, key: KeyDescription)]

    /// `name` is such as `the experiment file`, `page` the page of its documentation.
    package init(name: String, page: String, keys: SectionDescription) {
      (self.name, self.page, self.keys) = (name, page, keys.all())
    }
  }

  package let files: [File]

  package init(files: [File]) { self.files = files }

  /// The names by which keys can be asked for: paths and last names.
  package var names: [String] {
    files.flatMap { $0.keys.flatMap { [Self.plain($0.path), $0.key.name] } }
  }

  /// What the keys of a name are: one by its path, or all that a path ends in; nil where there is none.
  ///
  /// The indices of lists make no difference: `schedule.cycles[0].joint`.
  package func text(of name: String) -> String? {
    let name = Self.plain(name)
    let all = files.flatMap { file in file.keys.map { (file, $0.path, $0.key) } }
    var found = all.filter { Self.plain($0.1) == name }
    if found.isEmpty { found = all.filter { Self.plain($0.1).hasSuffix(".\(name)") } }
    guard !found.isEmpty else { return nil }
    return found.map { text(of: $0.2, at: $0.1, in: $0.0) }.joined(separator: "\n\n")
  }

  private func text(of key: KeyDescription, at path: String, in file: File) -> String {
    var lines = ["\(path): \(key.valueText)", "  \(key.text.meaning)"]
    func add(_ name: String, _ value: String?) {
      guard let value else { return }
      lines.append("  \(name.padded(to: 9))\(value)")
    }
    add("only", key.condition.map { "with \($0.text)" })
    add("unit", key.text.unit)
    add("default", key.absence ?? "required")
    add("example", key.example.map { Self.example(path, $0) })
    if let keys = key.section?.keys {
      let width = (keys.map(\.name.count).max() ?? 0) + 2
      lines += ["  keys"]
      lines += keys.map { "    \($0.name.padded(to: width))\($0.text.meaning)" }
    }
    add("of", "\(file.name); all keys: \(file.page)")
    return lines.joined(separator: "\n")
  }

  /// Such as `optimizer: {batch-size: 40}`.
  private static func example(_ path: String, _ value: String) -> String {
    let steps = path.split(separator: ".").map(String.init)
    return steps.reversed().reduce(value) { inner, step in
      let isList = step.hasSuffix("[]")
      let content = inner == value && step == steps.last ? inner : "{\(inner)}"
      return isList ? "\(step.dropLast(2)): [\(content)]" : "\(step): \(content)"
    }
  }

  /// The path without the indices of lists.
  private static func plain(_ path: String) -> String {
    var isInside = false
    return path.filter { letter in
      if letter == "[" { isInside = true }
      defer { if letter == "]" { isInside = false } }
      return !isInside
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 1))
  }
}
