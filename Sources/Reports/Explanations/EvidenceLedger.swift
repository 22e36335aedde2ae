import Experiments

/// The rows of a sheet: this part looks like that, and so many points follow.
struct EvidenceLedger {
  let explanation: Explanation
  let sheet: CombinedSheet
  /// Whether it is one network's own sheet below the combined one, whose rows have other addresses.
  var isOfOneNetwork = false

  /// The class's own prototypes.
  var own: Markup {
    let more =
      sheet.moreOwn.count > 0
      ? sum(
        "\(sheet.moreOwn.count) more \(noun(sheet.moreOwn.count)) of \(explanation.className)",
        sheet.moreOwn.units
      ) : nil
    return """
      \(legends)<ol class="ledger">
      \(sheet.own.enumerated().map { row($1, number: $0 + 1) })</ol>
      \(more)
      """
  }

  /// The prototypes of other classes, and the total.
  var others: Markup {
    let against = sheet.others.reduce(sheet.moreOthers.units) { $0 + $1.units }
    let count = sheet.others.count + sheet.moreOthers.count
    let rest =
      sheet.moreOthers.count > 0
      ? sum(
        "\(sheet.moreOthers.count) \(sheet.others.isEmpty ? "" : "more ")"
          + "\(noun(sheet.moreOthers.count)) of other classes",
        sheet.moreOthers.units
      ) : nil
    return """
      <p>\(count) \(noun(count)) of other classes \(count == 1 ? "adds" : "add") \
      <b>\(RoundedSum.signed(against))</b> points together.</p>
      <ol class="ledger">
      \(sheet.others.enumerated().map { row($1, number: nil) })</ol>
      \(rest)<p class="sum all"><span>all points: the logit</span>\
      <b>\(RoundedSum.text(sheet.total))</b></p>

      """
  }

  private func noun(_ count: Int) -> String { count == 1 ? "prototype" : "prototypes" }

  private func sum(_ words: String, _ units: Int) -> Markup {
    """
    <p class="sum"><span>\(words)</span><b>\(RoundedSum.signed(units))</b></p>

    """
  }

  /// What the colours of activation maps mean, once for all networks that share a scale.
  private var legends: Markup {
    var seen: [Explanation.Scale] = []
    for entry in sheet.own + sheet.others {
      if let scale = explanation.members[entry.member].scale, !seen.contains(scale) {
        seen.append(scale)
      }
    }
    if seen.isEmpty, sheet.own.contains(where: { $0.row.pictures != nil }) {
      return """
        <p class="muted">Activation maps as the released code draws them: each from its own lowest to its \
        own highest similarity, so that colours of different maps say nothing of each other.</p>

        """
    }
    let legends = seen.map { scale -> Markup in
      """
      <p class="legend"><span>similarity \(ExplanationText.number(scale.low))</span>\
      <img src="\(scale.picture)" alt="Colours from little to much similarity" width="256" height="12">\
      <span>\(ExplanationText.number(scale.high))</span> <span class="muted">the colours of all activation \
      maps; where there is none, nothing is similar</span></p>

      """
    }
    return "\(legends)"
  }

  private func row(_ entry: CombinedSheet.Entry, number: Int?) -> Markup {
    let (row, member) = (entry.row, explanation.members[entry.member])
    let isAlone = explanation.members.count == 1 || isOfOneNetwork
    let network = isAlone ? "" : "network \(entry.member + 1), "
    let anchor: Markup = isOfOneNetwork ? "" : number.map { " id=\"part-\($0)\"" } ?? ""
    let source: Markup? = row.source.map {
      """
      \(member.prototypes == .moved ? "once a patch of" : "a patch of" as Markup) \
      <span class="image">\($0)</span>
      """
    }
    let shows: Markup? = row.shows.flatMap { parts in
      parts.isEmpty ? nil : ", which shows: \(parts.joined(separator: ", "))"
    }
    return """
      <li class="evidence"\(anchor)>
      <h3>\(number.map { "<span class=\"ordinal\">\($0)</span> " as Markup })\(network)prototype \
      \(row.prototype)\(row.className.map { " of \($0)" } ?? "")</h3>
      <div class="reasoning">
      \(pictures(row, member))<div class="account">
      \(account(entry, member))\(row.warnings.map(warning))\
      <p class="facts">\(source)\(shows)</p>
      </div>
      </div>
      </li>

      """
  }

  /// Similarity × weight = points, and the running total.
  private func account(_ entry: CombinedSheet.Entry, _ member: Explanation.Member) -> Markup {
    let row = entry.row
    let maximum = member.similarity.maximum
    let share = maximum > 0 ? min(max(row.similarity / maximum, 0), 1) : nil
    let meter: Markup? = share.map {
      "<span class=\"meter\"><i style=\"width:\(100 * $0)%\"></i></span>"
    }
    let hidden: Markup? = row.hidden.map { hidden in
      """
      <div class="line"><dt>logit with the part hidden</dt>\
      <dd>\(ExplanationText.number(hidden.logit))</dd></div>

      """
    }
    return """
      <dl class="product">
      <div class="line"><dt>similarity</dt><dd>\(ExplanationText.number(row.similarity)) \
      <span class="muted">of at most \(ExplanationText.number(maximum))</span>\(meter)</dd></div>
      <div class="line"><dt>× weight</dt><dd>\(ExplanationText.number(row.weight))</dd></div>
      <div class="line points"><dt>= points</dt>\
      <dd class="\(entry.units < 0 ? "minus" : "plus" as Markup)">\
      \(RoundedSum.signed(entry.units))</dd></div>
      <div class="line"><dt>running total</dt><dd>\(RoundedSum.text(entry.runningTotal))</dd></div>
      \(hidden)</dl>

      """
  }

  private func warning(_ warning: Explanation.Warning) -> Markup {
    let parts = warning.text.split(separator: ":", maxSplits: 1).map(String.init)
    return "<p class=\"caution\"><b>\(parts[0])</b>\(parts.count > 1 ? ":" + parts[1] : "")</p>\n"
  }

  private func pictures(_ row: Explanation.Row, _ member: Explanation.Member) -> Markup? {
    guard let pictures = row.pictures else { return nil }
    let that: Markup? =
      member.prototypes == .free
      ? nil
      : """
      \(picture(pictures.prototype, "looks like that", "Prototype \(row.prototype)"))\
      \(picture(pictures.source, "in its training picture", "The training picture of prototype \(row.prototype), a frame around it"))
      """
    return """
      <div class="pictures">
      \(picture(pictures.box, "this part", "The picture, a frame around what resembles prototype \(row.prototype)"))\
      \(that)\
      \(picture(pictures.activation, "activation", "Where the picture resembles prototype \(row.prototype)"))\
      </div>

      """
  }

  private func picture(_ link: String?, _ caption: String, _ description: String) -> Markup {
    guard let link else {
      return "<span class=\"picture missing\">\(caption): training image not found</span>\n"
    }
    return """
      <a class="picture" href="\(link)"><img src="\(link)" alt="\(description)"><span>\(caption)</span></a>

      """
  }
}
