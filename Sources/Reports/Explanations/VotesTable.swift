import Experiments
import Files

/// The listed classes with the logits of each network, their sum and its probability.
struct VotesTable {
  let explanation: Explanation

  var markup: Markup {
    let isAlone = explanation.members.count == 1
    let columns = explanation.members.enumerated().map { place, member -> Markup in
      "<th scope=\"col\" class=\"number\">network \(place + 1)<br>\(member.architecture)</th>"
    }
    let rows = explanation.classes.map { entry -> Markup in
      let cells = (isAlone ? [] : entry.memberLogits).map { logit -> Markup in
        "<td class=\"number\">\(ExplanationText.number(logit))</td>"
      }
      let mark =
        ByteName(entry.name) == ByteName(explanation.className) ? " class=\"chosen\"" : "" as Markup
      let probability = entry.probability.map { "\(Quantity.share.text($0)) %" } ?? ""
      return """
        <tr\(mark)><th scope="row">\(entry.name)</th>\(cells)\
        <td class="number"><b>\(ExplanationText.number(entry.logit))</b></td>\
        <td class="number">\(probability)</td></tr>

        """
    }
    let hasShares = !isAlone && explanation.members.contains { $0.share != nil }
    let shares: Markup? =
      hasShares
      ? """
      <tfoot><tr><th scope="row">share of the lead</th>\
      \(explanation.members.map { member in
        """
        <td class="number">\(member.share.map { "\(Quantity.share.text($0)) %" } ?? "")</td>
        """ as Markup
      })<td></td><td></td></tr></tfoot>

      """ : nil
    return """
      <div class="table" role="region" aria-label="Logits by class" tabindex="0">
      <table class="votes">
      <thead><tr><th scope="col" class="words">class</th>\(isAlone ? [] : columns)\
      <th scope="col" class="number">\(isAlone ? "logit" : "together")</th>\
      <th scope="col" class="number">probability</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      \(shares)</table>
      </div>
      \(networks)
      """
  }

  /// Which checkpoints these are.
  private var networks: Markup {
    let lines = explanation.members.enumerated().map { place, member -> Markup in
      """
      <li>\(explanation.members.count == 1 ? "" : "network \(place + 1): ")\(member.architecture), after \
      \(member.stage), <span class="image">\(member.checkpoint)</span></li>

      """
    }
    return "<ul class=\"notes\">\n\(lines)</ul>\n"
  }
}
