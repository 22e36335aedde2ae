import Experiments

/// The points of a sheet one after the other, each bar beginning where the one before ends.
struct Waterfall {
  let sheet: CombinedSheet
  /// Whether there is one network, so that rows need not say which.
  let isAlone: Bool

  private struct Step {
    let name: String
    let units: Int
    let start: Int
  }

  private var steps: [Step] {
    var steps: [Step] = []
    var sum = 0
    func add(_ name: String, _ units: Int) {
      steps.append(Step(name: name, units: units, start: sum))
      sum += units
    }
    func name(_ entry: CombinedSheet.Entry) -> String {
      (isAlone ? "" : "network \(entry.member + 1), ") + "prototype \(entry.row.prototype)"
    }
    for entry in sheet.own { add(name(entry), entry.units) }
    if sheet.moreOwn.count > 0 {
      add("\(sheet.moreOwn.count) more of the class", sheet.moreOwn.units)
    }
    for entry in sheet.others {
      add(name(entry) + (entry.row.className.map { " of \($0)" } ?? ""), entry.units)
    }
    if sheet.moreOthers.count > 0 {
      add("\(sheet.moreOthers.count) more of other classes", sheet.moreOthers.units)
    }
    return steps
  }

  var markup: Markup {
    let steps = steps
    let edges = [0, sheet.total] + steps.flatMap { [$0.start, $0.start + $0.units] }
    let (low, high) = (edges.min() ?? 0, edges.max() ?? 0)
    let extent = Double(max(high - low, 1))
    func place(_ units: Int) -> Double { 100 * Double(units - low) / extent }
    func line(_ name: String, _ from: Int, _ to: Int, _ kind: Markup, _ text: String) -> Markup {
      let (left, right) = (place(min(from, to)), place(max(from, to)))
      return """
        <tr\(kind == "total" ? " class=\"all\"" as Markup : "")><th scope="row">\(name)</th>\
        <td class="track"><span class="zero" style="left:\(place(0))%"></span>\
        <i class="\(kind)" style="left:\(left)%;width:\(right - left)%"></i></td>\
        <td class="number">\(text)</td></tr>

        """
    }
    let rows = steps.map { step in
      line(
        step.name,
        step.start,
        step.start + step.units,
        step.units < 0 ? "minus" : "plus",
        RoundedSum.signed(step.units)
      )
    }
    return """
      <div class="table" role="region" aria-label="Points one after the other" tabindex="0">
      <table class="waterfall">
      <thead><tr><th scope="col" class="words">of</th><th scope="col" class="words">points, from left to \
      right</th><th scope="col" class="number">points</th></tr></thead>
      <tbody>
      \(rows)\(line("logit", 0, sheet.total, "total", RoundedSum.text(sheet.total)))</tbody>
      </table>
      </div>

      """
  }
}
