import Experiments

/// The prototypes that a picture resembles most, whatever their class.
///
/// Source: paper, Fig. 5 (a).
struct NearestRows {
  let explanation: Explanation

  init(_ explanation: Explanation) { self.explanation = explanation }

  var markup: Markup {
    let lists = explanation.members.enumerated().map { place, member -> Markup in
      let title: Markup? =
        explanation.members.count == 1
        ? nil : "<h3>Network \(place + 1): \(member.architecture)</h3>\n"
      return """
        \(title)<ol class="strip">
        \(member.nearest.map { card($0) })</ol>

        """
    }
    return """
      <p>By similarity alone; a green frame is a prototype of \(explanation.className), a red one of another \
      class.</p>
      \(lists)
      """
  }

  private func card(_ row: Explanation.Row) -> Markup {
    let isOwn = row.className == explanation.className
    func picture(_ link: String?, _ text: String) -> Markup? {
      link.map { "<img src=\"\($0)\" alt=\"\(text)\">" }
    }
    return """
      <li class="\(isOwn ? "own" : "other" as Markup)"><span class="pair">\
      \(picture(row.pictures?.box, "the part of the picture"))\
      \(picture(row.pictures?.source ?? row.pictures?.prototype, "prototype \(row.prototype) in its training picture"))\
      </span>prototype \(row.prototype)\(row.className.map { " of \($0)" } ?? "")\
      <br><span class="muted">\(isOwn ? "this class" : "another class"), similarity \
      \(ExplanationText.number(row.similarity))</span></li>

      """
  }
}
