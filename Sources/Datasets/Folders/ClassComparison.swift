import Files

/// How the classes that a folder has differ from those that are asked for, byte by byte.
package struct ClassComparison {
  /// Asked for, and not there in any spelling.
  package let missing: [String]
  /// There, and not asked for in any spelling.
  package let unknown: [String]
  /// Names that people cannot tell apart, because they differ in how they spell letters such as "é" alone.
  package let respelled: [(expected: String, found: String)]

  package init(_ found: [String], expecting expected: [String]) {
    let (there, asked) = (Set(found.map(ByteName.init)), Set(expected.map(ByteName.init)))
    let lacking = expected.filter { !there.contains(ByteName($0)) }
    let others = found.filter { !asked.contains(ByteName($0)) }
    // Equal as texts, which is canonical equivalence.
    respelled = lacking.compactMap { name in
      others.first { $0 == name }.map { (name, $0) }
    }
    missing = lacking.filter { name in !others.contains { $0 == name } }
    unknown = others.filter { name in !lacking.contains { $0 == name } }
  }

  /// Whether the same classes are there, in whatever order.
  package var isEmpty: Bool { missing.isEmpty && unknown.isEmpty && respelled.isEmpty }

  /// Names of one list that differ in spelling alone, such as `'caf\u{E9}' and 'cafe\u{301}'`.
  static func spellings(in names: [String]) -> [String] {
    var seen: [String: String] = [:]
    return names.compactMap { name in
      guard let other = seen.updateValue(name, forKey: name), ByteName(other) != ByteName(name)
      else { return nil }
      return "'\(other.spelling)' and '\(name.spelling)'"
    }
  }
}
