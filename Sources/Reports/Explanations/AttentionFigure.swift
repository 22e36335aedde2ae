import Experiments

/// Figure 4 of the paper: what a class activation map, part attention, and part attention with a prototypical
/// case say of one picture.
struct AttentionFigure {
  let explanation: Explanation
  let attention: Explanation.Attention

  init(_ explanation: Explanation, _ attention: Explanation.Attention) {
    (self.explanation, self.attention) = (explanation, attention)
  }

  var markup: Markup {
    let member =
      explanation.members.indices.contains(attention.member)
      ? explanation.members[attention.member] : nil
    let row = member?.rows.first { $0.prototype == attention.prototype }
    return """
      <div class="attention">
      <figure><div class="pair">\(picture(attention.classActivation, "Class activation map"))</div>
      <figcaption><b>Object attention</b>: the class activation map of \(attention.className), which the \
      baseline predicts with a logit of \(ExplanationText.number(attention.logit)). Its colours go from 0 to \
      the map’s highest value. It says where, and not why.<br><span class="image muted">\(attention.checkpoint)</span></figcaption></figure>
      <figure><div class="pair">\(picture(row?.pictures?.box, "The part with most points"))</div>
      <figcaption><b>Part attention</b>: the part behind the most points for \
      \(explanation.className).</figcaption></figure>
      <figure><div class="pair">\(picture(row?.pictures?.box, "The part with most points"))\
      \(picture(row?.pictures?.source, "The training picture of the prototype"))</div>
      <figcaption><b>Part attention with a prototypical case</b>: the same part, and what it looks \
      like.</figcaption></figure>
      </div>

      """
  }

  private func picture(_ link: String?, _ description: String) -> Markup? {
    link.map { "<img src=\"\($0)\" alt=\"\(description)\">" }
  }
}
