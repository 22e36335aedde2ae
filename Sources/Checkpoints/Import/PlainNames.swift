/// The names of a foreign file without what wrappers put before them and between their parts.
struct PlainNames {
  /// In the file's order; a name that does not begin as the others do stays as it is.
  private(set) var names: [(foreign: String, plain: String)] = []
  /// What was left out, such as `module.`; in order.
  private(set) var omitted: [String] = []
  /// Prefixes that lead to networks of their own, where they are several.
  private(set) var rivals: [String] = []
  /// How many names are known by what is left of them.
  private(set) var knownCount = 0

  /// Parts that PyTorch's wrappers add; no layer of ours has such a name.
  static let wrappers: Set<Substring> = [
    "module", "_orig_mod", "_forward_module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module",
  ]

  /// Finds the prefix under which most names are among `known`.
  init(_ foreign: [String], known: Set<String>) {
    var counts: [String: Int] = [:]
    var wrappers: [String] = []
    for name in foreign {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      // The last part is a tensor's own name.
      let kept = parts.dropLast().filter { !Self.wrappers.contains($0) } + parts.suffix(1)
      if kept.count < parts.count {
        for part in parts.dropLast() where Self.wrappers.contains(part) {
          if !wrappers.contains("\(part).") { wrappers.append("\(part).") }
        }
      }
      // Nobody wraps more often; hostile names would take quadratic time.
      for start in kept.indices.prefix(16)
      where known.contains(kept[start...].joined(separator: ".")) {
        counts[kept[..<start].map { "\($0)." }.joined(), default: 0] += 1
      }
      names.append((name, kept.joined(separator: ".")))
    }
    omitted = wrappers
    let most = counts.values.max() ?? 0
    let best = counts.filter { $0.value == most }.keys.sorted()
    guard let prefix = best.first else { return }
    knownCount = most
    if best.count > 1 { rivals = best }
    guard !prefix.isEmpty else { return }
    omitted.append(prefix)
    for index in names.indices where names[index].plain.hasPrefix(prefix) {
      names[index].plain.removeFirst(prefix.count)
    }
  }

  /// What to tell the user; nil where the names are as they were.
  func note(on file: String) -> String? {
    guard !omitted.isEmpty else { return nil }
    let parts = omitted.map { "'\($0)'" }.listed(atMost: 4)
    return "\(file): the tensors' names are taken without \(parts)"
  }

  /// What all names begin with, a predicate of them; nil where they have nothing in common.
  static func pattern(of names: [String]) -> String? {
    guard names.count > 1, let first = names.first else { return nil }
    var parts = first.split(separator: ".").dropLast()[...]
    while !parts.isEmpty {
      let prefix = parts.map { "\($0)." }.joined()
      if names.allSatisfy({ $0.hasPrefix(prefix) }) {
        return "all \(names.count) names begin with '\(prefix.prefix(80))'"
      }
      parts = parts.dropLast()
    }
    return nil
  }
}
