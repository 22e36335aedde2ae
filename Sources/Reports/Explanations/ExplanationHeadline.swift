import Experiments
import Files

/// The picture with numbered parts, what the networks say of it, and what to beware of.
struct ExplanationHeadline {
  let explanation: Explanation
  let name: String
  let sheet: CombinedSheet

  var markup: Markup {
    let lead = explanation.against.map { rival -> Markup in
      let isAhead = rival.lead >= 0
      return """
        <div><dt>\(isAhead ? "lead over" : "behind") \(rival.name)\
        \(rival.isRunnerUp ? ", the runner-up" : "" as Markup)</dt>\
        <dd>\(ExplanationText.lead(explanation, rival))</dd></div>

        """
    }
    let probability = explanation.probability.map {
      "<div><dt>probability</dt><dd>\(Quantity.share.text($0)) %</dd></div>\n" as Markup
    }
    let count = explanation.members.count
    return """
      <header class="explained">
      \(picture)<div class="verdict">
      <p class="kicker">\(explanation.isPredicted ? "Predicted class of" : "Points of a class for") \
      \(name)</p>
      <h1>\(explanation.className)</h1>
      \(label)<dl class="figures">
      \(probability)<div><dt>\(count == 1 ? "logit" : "logit of \(count) networks together")</dt>\
      <dd>\(ExplanationText.number(explanation.logit))</dd></div>
      \(lead)</dl>
      \(warnings)</div>
      </header>

      """
  }

  private var label: Markup? {
    guard let label = explanation.label else { return nil }
    let isRight = ByteName(label) == ByteName(explanation.className)
    let words: Markup =
      isRight && explanation.isPredicted
      ? "which its folder says too" : "its folder says <b>\(label)</b>"
    return "<p class=\"lead\">\(words)</p>\n"
  }

  /// The picture with a numbered frame for each of the parts behind the most points.
  private var picture: Markup? {
    guard let picture = explanation.picture else { return nil }
    let numbered = sheet.own.filter { $0.row.number != nil && $0.row.box?.count == 4 }
    let marks = numbered.compactMap { entry -> Markup? in
      guard let box = entry.row.box, let number = entry.row.number else { return nil }
      let isWeak = entry.row.warnings.contains { $0.kind == .weakSimilarity }
      return """
        <a class="mark\(isWeak ? " weak" : "" as Markup)" href="#part-\(number)" \
        style="top:\(100 * box[0])%;left:\(100 * box[2])%;height:\(100 * (box[1] - box[0]))%;\
        width:\(100 * (box[3] - box[2]))%" aria-label="Part \(number): \
        \(RoundedSum.text(entry.units)) points"><b>\(number)</b></a>

        """
    }
    let caption: Markup =
      numbered.isEmpty
      ? "" : "The parts behind the most points; a dashed frame is a weak similarity."
    return """
      <figure class="subject">
      <div class="marked">
      <img src="\(picture)" alt="\(name)">
      \(marks)</div>
      <figcaption>\(caption)</figcaption>
      </figure>

      """
  }

  /// What to beware of, all in one place.
  private var warnings: Markup? {
    var texts: [Markup] = []
    for (place, member) in explanation.members.enumerated() {
      let who = explanation.members.count == 1 ? "" : "Network \(place + 1): "
      switch member.prototypes {
      case .patches: break
      case .free:
        texts.append(
          """
          <b>\(who)no projection yet.</b> The prototypes are free vectors after \(member.stage), no patches \
          of training pictures, so there is nothing that a part “looks like”.
          """
        )
      case .moved:
        texts.append(
          """
          <b>\(who)trained on since the last projection.</b> After \(member.stage) the prototypes are no \
          longer the patches that are shown for them.
          """
        )
      }
    }
    let hasUnseen = sheet.own.contains { entry in
      entry.row.source != nil && entry.row.pictures.map { $0.prototype == nil } ?? false
    }
    if hasUnseen {
      texts.append(
        """
        <b>Training pictures were not found</b> around the picture; <code>--dataset</code> names their \
        folder, so that the prototypes can be shown.
        """
      )
    }
    func count(_ kind: Explanation.Warning.Kind) -> Int {
      sheet.own.count { entry in entry.row.warnings.contains { $0.kind == kind } }
    }
    let kinds: [(Explanation.Warning.Kind, String)] = [
      (.weakSimilarity, "weak similarity"), (.extremeWeight, "an extreme weight"),
      (.duplicate, "a duplicate"), (.background, "background"),
    ]
    for (kind, words) in kinds where count(kind) > 0 {
      texts.append("\(count(kind)) of the \(sheet.own.count) rows: \(words)")
    }
    guard !texts.isEmpty else { return nil }
    return """
      <div class="notice warning"><h2>Read with care</h2>
      <ul>\(texts.map { "<li>\($0)</li>\n" as Markup })</ul></div>

      """
  }
}
