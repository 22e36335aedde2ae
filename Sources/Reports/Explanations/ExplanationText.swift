package import Experiments

/// An explanation as lines for a terminal.
package enum ExplanationText {
  package static func text(of explanation: Explanation) -> String {
    let sheets = explanation.members.enumerated().map { place, member in
      let title = "network \(place + 1): \(member.architecture), \(member.checkpoint)"
      return ([title] + remarks(member) + lines(member)).joined(separator: "\n")
    }
    return ([head(explanation)] + sheets + [classes(explanation)]).joined(separator: "\n\n")
  }

  private static func head(_ explanation: Explanation) -> String {
    let kind = explanation.isPredicted ? "the predicted class" : "not the predicted class"
    let probability = explanation.probability.map { ", probability \(Quantity.share.text($0)) %" }
    let lead = explanation.against.map { rival in
      ", \(self.lead(explanation, rival)) \(rival.lead < 0 ? "behind" : "ahead of") \(rival.name)"
        + (rival.isRunnerUp ? ", the runner-up" : "")
    }
    return "\(explanation.image): \(explanation.className), \(kind), "
      + "\(number(explanation.logit)) points" + (probability ?? "") + (lead ?? "")
      + (explanation.label.map { "\nits folder says: \($0)" } ?? "")
  }

  /// What is to say of all of a network's prototypes.
  private static func remarks(_ member: Explanation.Member) -> [String] {
    let most =
      "  a similarity is at most \(number(member.similarity.maximum)), weak below "
      + number(member.similarity.weakBelow)
    switch member.prototypes {
    case .patches: return [most]
    case .free:
      return [most, "  no projection yet: the prototypes are no patches of training pictures"]
    case .moved:
      return [
        most, "  trained on since the projection: the prototypes are no longer those patches",
      ]
    }
  }

  private static func lines(_ member: Explanation.Member) -> [String] {
    let width = 34
    func line(_ row: Explanation.Row, _ name: String?) -> String {
      let warnings = row.warnings.map(\.kind.words).joined(separator: ", ")
      return "  " + right("\(row.prototype)", 9) + right(number(row.similarity), 12)
        + right(number(row.weight), 9) + right(number(row.points), 9)
        + (name.map { "  \($0)" } ?? "") + (warnings.isEmpty ? "" : "  [\(warnings)]")
    }
    func sum(_ name: String, _ points: Double, _ more: String = "") -> String {
      "  " + left(name, width - 4) + right(number(points), 9) + more
    }
    let others = member.otherCount == 1 ? "prototype" : "prototypes"
    let share = member.share.map { "  share \(Quantity.share.text($0)) %" } ?? ""
    let listed =
      member.others.isEmpty
      ? [] : ["  of them, most:"] + member.others.map { line($0, $0.className.map { "of \($0)" }) }
    return ["  prototype  similarity   weight   points  is a patch of"]
      + member.rows.map { line($0, $0.source) }
      + [sum("\(member.otherCount) \(others) of other classes", member.otherPoints)] + listed
      + [sum("all points", member.points, share)]
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

  /// How far the two classes' logits are apart, as they are printed.
  static func lead(_ explanation: Explanation, _ rival: Explanation.Rival) -> String {
    func units(_ logit: Double) -> Int { RoundedSum(parts: [], total: logit).total }
    return RoundedSum.text(abs(units(explanation.logit) - units(rival.logit)))
  }

  static func number(_ value: Double) -> String { Digits.fixed(value, 3) }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
