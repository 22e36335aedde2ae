import Experiments

/// One network's scoring sheet as a column of the page.
struct ScoringSheetColumn {
  var member: Explanation.Member
  /// The network's place in the ensemble, from 1.
  var number: Int
  /// The most points of a row on the page, which is as long as a bar can be.
  var greatestPoints: Double

  var markup: Markup {
    let share: Markup? = member.share.map {
      " <span class=\"muted\">share \(Quantity.share.text($0)) %</span>"
    }
    let others = member.otherCount == 1 ? "prototype" : "prototypes"
    return """
      <section class="network">
      <h2>Network \(number): \(member.architecture)</h2>
      <p class="image muted">\(member.checkpoint)</p>
      <p class="total"><b>\(ExplanationText.number(member.points))</b> points\(share)</p>
      <ol>
      \(member.rows.map(row))</ol>
      <p class="sum"><span>\(member.otherCount) \(others) of other classes</span>\
      <span>\(ExplanationText.number(member.otherPoints))</span></p>
      <p class="sum all"><span>all points</span>\
      <b>\(ExplanationText.number(member.points))</b></p>
      </section>

      """
  }

  private func row(_ row: Explanation.Row) -> Markup {
    let width = greatestPoints > 0 ? 100 * abs(row.points) / greatestPoints : 0
    let source: Markup? = row.source.map { ", of <span class=\"image\">\($0)</span>" }
    return """
      <li class="evidence">
      \(pictures(row))\
      <p class="product"><span>similarity \(ExplanationText.number(row.similarity)) × weight \
      \(ExplanationText.number(row.weight))</span> <b>\(ExplanationText.number(row.points))</b></p>
      <div class="bar\(row.points < 0 ? " against" : "" as Markup)"><i style="width:\(width)%"></i></div>
      <p class="facts">prototype <b>\(row.prototype)</b>\(source)</p>
      </li>

      """
  }

  private func pictures(_ row: Explanation.Row) -> Markup? {
    guard let pictures = row.pictures else { return nil }
    return """
      <div class="pictures">
      \(picture(pictures.box, "this part", "The part that resembles prototype \(row.prototype)"))\
      \(picture(pictures.prototype, "looks like", "Prototype \(row.prototype)"))\
      \(picture(pictures.source, "from", "The training image of prototype \(row.prototype)"))\
      \(picture(pictures.activation, "activation", "Where prototype \(row.prototype) is active"))\
      </div>

      """
  }

  private func picture(_ link: String?, _ caption: String, _ description: String) -> Markup {
    guard let link else {
      return "<span class=\"picture missing\">\(caption): training image not found</span>\n"
    }
    return """
      <a class="picture" href="\(link)"><img src="\(link)" alt="\(description)" loading="lazy" \
      decoding="async"><span>\(caption)</span></a>

      """
  }
}
