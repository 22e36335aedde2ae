import Experiments
import Files

/// What is left of the logit when a part is hidden, measured by another forward pass.
struct FidelityTable {
  let explanation: Explanation
  let sheet: CombinedSheet

  /// Nil where nothing was measured.
  var markup: Markup? {
    let measured = sheet.own.filter { $0.row.hidden != nil }
    guard !measured.isEmpty else { return nil }
    let isAlone = explanation.members.count == 1
    let rows = measured.enumerated().compactMap { place, entry -> Markup? in
      guard let hidden = entry.row.hidden else { return nil }
      let before = explanation.members[entry.member].points
      let network = isAlone ? "" : "network \(entry.member + 1), "
      return """
        <tr><th scope="row">\(place + 1): \(network)prototype \(entry.row.prototype)</th>\
        <td class="number">\(Quantity.share.text(hidden.area)) %</td>\
        <td class="number">\(ExplanationText.number(before))</td>\
        <td class="number">\(ExplanationText.number(hidden.logit))</td>\
        <td class="number"><b>\(Digits.signed(hidden.logit - before, 3))</b></td>\
        <td class="number">\(RoundedSum.text(entry.units))</td></tr>

        """
    }
    return """
      <p>Does the part matter to the network? Its frame is filled with the mean colour of the data set, 0 \
      after normalisation, and the picture is classified anew. A logit that stays says that the part is \
      not where the points come from, or that the network finds others.</p>
      \(together)<div class="table" role="region" aria-label="Logits with parts hidden" tabindex="0">
      <table class="fidelity">
      <thead><tr><th scope="col" class="words">hidden part</th>\
      <th scope="col" class="number">of the picture</th>\
      <th scope="col" class="number">\(isAlone ? "logit" : "its network’s logit")</th>\
      <th scope="col" class="number">with the part hidden</th>\
      <th scope="col" class="number">change</th>\
      <th scope="col" class="number">points on the sheet</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </div>

      """
  }

  /// All numbered parts hidden at once.
  private var together: Markup? {
    guard let hidden = explanation.withoutNumberedParts else { return nil }
    let predicted: Markup? = hidden.predicted.map { name in
      ByteName(name) == ByteName(explanation.className)
        ? "; the prediction is then still \(name)" : "; the prediction is then <b>\(name)</b>"
    }
    return """
      <p>With all numbered parts hidden, \(Quantity.share.text(hidden.area)) % of the picture, the logit goes \
      from \(ExplanationText.number(explanation.logit)) to \
      <b>\(ExplanationText.number(hidden.logit))</b>\(predicted).</p>

      """
  }
}
