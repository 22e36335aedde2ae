package import Experiments

/// An explanation as lines for a terminal.
package enum ExplanationText {
  package static func text(of explanation: Explanation) -> String {
    let kind = explanation.isPredicted ? "the predicted class" : "not the predicted class"
    let head =
      "\(explanation.image): \(explanation.className), \(kind), "
      + "\(number(explanation.logit)) points"
    let sheets = explanation.members.enumerated().map { place, member in
      let title = "network \(place + 1): \(member.architecture), \(member.checkpoint)"
      return ([title] + lines(member)).joined(separator: "\n")
    }
    return ([head] + sheets + [classes(explanation)]).joined(separator: "\n\n")
  }

  private static func lines(_ member: Explanation.Member) -> [String] {
    let width = 34
    let rows = member.rows.map { row in
      "  " + right("\(row.prototype)", 9) + right(number(row.similarity), 12)
        + right(number(row.weight), 9) + right(number(row.points), 9)
        + (row.source.map { "  \($0)" } ?? "")
    }
    func sum(_ name: String, _ points: Double, _ more: String = "") -> String {
      "  " + left(name, width - 4) + right(number(points), 9) + more
    }
    let others = member.otherCount == 1 ? "prototype" : "prototypes"
    let share = member.share.map { "  share \(Quantity.share.text($0)) %" } ?? ""
    return ["  prototype  similarity   weight   points  is a patch of"] + rows + [
      sum("\(member.otherCount) \(others) of other classes", member.otherPoints),
      sum("all points", member.points, share),
    ]
  }

  /// The logits of the listed classes: each network's, and their sum.
  private static func classes(_ explanation: Explanation) -> String {
    let width = max(5, explanation.classes.map(\.name.count).max() ?? 0) + 2
    // One network's logits are those of all.
    let isAlone = explanation.members.count == 1
    let names =
      isAlone ? ["points"] : explanation.members.indices.map { "network \($0 + 1)" } + ["together"]
    let head = left("class", width) + names.map { right($0, 11) }.joined()
    let rows = explanation.classes.map { entry in
      left(entry.name, width)
        + ((isAlone ? [] : entry.memberLogits) + [entry.logit]).map { right(number($0), 11) }
        .joined()
    }
    return ([head] + rows).joined(separator: "\n")
  }

  static func number(_ value: Double) -> String { Digits.fixed(value, 3) }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
