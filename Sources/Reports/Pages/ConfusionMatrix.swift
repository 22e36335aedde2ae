import Experiments

/// Which classes are held for which: a matrix of all classes, or of the confused ones where they are many.
struct ConfusionMatrix {
  var errors: ErrorAnalysis

  /// More classes than these are not shown at once.
  static let classLimit = 30
  private static let listLimit = 20

  /// The classes that are shown, in their order, and why not all are.
  private var shown: (classes: [Int], remark: String?) {
    let all = errors.classes.indices
    guard all.count > Self.classLimit else { return (Array(all), nil) }
    var counts: [Int: Int] = [:]
    for confusion in errors.confusions {
      counts[confusion.actual, default: 0] += confusion.count
      counts[confusion.predicted, default: 0] += confusion.count
    }
    let confused = counts.keys.sorted {
      (-counts[$0, default: 0], $0) < (-counts[$1, default: 0], $1)
    }
    guard confused.count > Self.classLimit else {
      return (
        confused.sorted(), "Only the \(confused.count) of \(all.count) classes that are confused."
      )
    }
    return (
      confused.prefix(Self.classLimit).sorted(),
      "Only the \(Self.classLimit) of \(all.count) classes with most confusions; "
        + "\(confused.count) are confused at all."
    )
  }

  var markup: Markup {
    guard !errors.confusions.isEmpty else {
      return "<p>No class is held for another.</p>\n"
    }
    let (classes, remark) = shown
    let note: Markup? = remark.map { "<p class=\"notes\">\($0)</p>\n" }
    return """
      <h3>Which classes are held for which</h3>
      \(pairs)<div class="matrix">
      \(matrix(classes))\(note)</div>

      """
  }

  private func name(_ index: Int) -> String { errors.classes[index].name }

  /// The confused pairs in words, on every screen.
  private var pairs: Markup {
    func item(_ confusion: ErrorAnalysis.Confusion) -> Markup {
      """
      <li><b>\(confusion.count)</b> of \(errors.classes[confusion.actual].imageCount) \
      <i>\(name(confusion.actual))</i> held for <i>\(name(confusion.predicted))</i></li>

      """
    }
    let first = errors.confusions.prefix(6).map(item)
    let rest = errors.confusions.dropFirst(6)
    let listed = rest.prefix(Self.listLimit - 6).map(item)
    let omitted = rest.count - listed.count
    let last: Markup? = omitted > 0 ? "<li>and \(omitted) more pairs</li>\n" : nil
    let more: Markup? =
      rest.isEmpty
      ? nil
      : """
      <details><summary>\(rest.count) more pairs</summary>
      <ul class="pairs">
      \(listed)\(last)</ul>
      </details>

      """
    return "<ul class=\"pairs\">\n\(first)</ul>\n\(more)"
  }

  private func matrix(_ classes: [Int]) -> Markup {
    let counts = Dictionary(
      errors.confusions.map { ([$0.actual, $0.predicted], $0.count) },
      uniquingKeysWith: { first, _ in first }
    )
    let most = Double(errors.confusions.first?.count ?? 1)
    let heads = classes.map { "<th scope=\"col\"><span>\(name($0))</span></th>" as Markup }
    let rows = classes.map { actual -> Markup in
      let cells = classes.map { predicted -> Markup in
        if actual == predicted {
          return "<td class=\"right\">\(errors.classes[actual].correctCount)</td>"
        }
        guard let count = counts[[actual, predicted]] else { return "<td></td>" }
        let strength = Digits.fixed(20 + 60 * Double(count) / most, 0)
        return "<td class=\"wrong\" style=\"--strength:\(strength)%\">\(count)</td>"
      }
      return "<tr><th scope=\"row\">\(name(actual))</th>\(cells)</tr>\n"
    }
    return """
      <div class="table" role="region" aria-label="Confusion matrix" tabindex="0">
      <table class="confusion">
      <caption>Confusion matrix: rows are the pictures’ classes, columns what they are held for; \
      empty cells are 0</caption>
      <thead><tr><td></td>\(heads)</tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </div>

      """
  }
}
