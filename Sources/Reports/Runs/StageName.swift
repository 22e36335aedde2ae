/// A stage's name in a record, taken apart: `cycle-2/joint` is the joint stage of cycle 2.
package struct StageName: Equatable, Sendable {
  package var kind: String
  /// From 1; nil for stages before the cycles.
  package var cycle: Int?

  package init(_ name: String) {
    let parts = name.split(separator: "/", maxSplits: 1)
    if parts.count == 2, parts[0].hasPrefix("cycle-"), let cycle = Int(parts[0].dropFirst(6)) {
      self.kind = String(parts[1])
      self.cycle = cycle
    } else {
      self.kind = name
      self.cycle = nil
    }
  }

  /// `joint 2`, as short as it stays plain.
  package var short: String {
    let words = kind.replacing("-", with: " ")
    return cycle.map { "\(words) \($0)" } ?? (kind == "warm-up" ? kind : words)
  }

  /// `J2`, for places where no word fits.
  package var abbreviation: String {
    let letters =
      switch kind {
      case "pruning": "Pr"
      default: kind.prefix(1).uppercased()
      }
    return letters + (cycle.map { "\($0)" } ?? "")
  }
}
