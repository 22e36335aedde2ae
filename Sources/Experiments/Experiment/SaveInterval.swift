/// How far apart the stage under way is saved.
package enum SaveInterval: Hashable, Sendable {
  case time(seconds: Double)
  /// Batches that were trained on or looked at.
  case steps(Int)
  /// Passes over the training images.
  case passes(Int)
}

/// Such as `15min`, `90s`, `2h`, `500 steps` and `2 passes`; the interval is above zero.
extension SaveInterval: LosslessStringConvertible {
  /// What a text that can be read matches.
  package static let pattern =
    "0*[1-9][0-9]* *(steps?|pass(es)?)|([0-9]*[1-9][0-9]*(\\.[0-9]*)?|[0-9]*\\.[0-9]*[1-9][0-9]*) *(s|min|h)"

  package init?(_ description: String) {
    let number = description.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = description.dropFirst(number.count).drop { $0 == " " }
    switch unit {
    case "s", "min", "h":
      let seconds = Self.units.first { $0.name == unit }?.seconds ?? 1
      guard let count = Double(number), count.isFinite, count > 0 else { return nil }
      self = .time(seconds: count * seconds)
    case "step", "steps", "pass", "passes":
      guard let count = Int(number), count > 0 else { return nil }
      self = unit.hasPrefix("s") ? .steps(count) : .passes(count)
    default: return nil
    }
  }

  package var description: String {
    switch self {
    case .steps(let count): return "\(count) steps"
    case .passes(let count): return "\(count) passes"
    case .time(let seconds):
      let unit = Self.units.first {
        seconds.truncatingRemainder(dividingBy: $0.seconds) == 0
      }
      guard let unit else { return "\(seconds)s" }
      return "\(Int(seconds / unit.seconds))\(unit.name)"
    }
  }

  private static let units: [(name: String, seconds: Double)] = [
    ("h", 3600), ("min", 60), ("s", 1),
  ]
}
