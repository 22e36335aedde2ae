package import Experiments
package import Foundation

/// Scoring sheets for a paper: each network's prototypes of the class, their pictures and points.
package enum SheetFigures {
  /// A figure for each network, of an explanation whose pictures are in a folder.
  ///
  /// - Throws: ``ReportError`` for a picture that cannot be read.
  package static func all(
    _ explanation: Explanation,
    picturesIn folder: URL
  ) throws(ReportError) -> [Figure] {
    var figures: [Figure] = []
    for (index, member) in explanation.members.enumerated() {
      let number = explanation.members.count > 1 ? "-\(index + 1)" : ""
      let drawing = try sheet(explanation, member, folder)
      figures.append(Figure(name: "sheet\(number)", drawing: drawing))
    }
    return figures
  }

  private static func sheet(
    _ explanation: Explanation,
    _ member: Explanation.Member,
    _ folder: URL
  ) throws(ReportError) -> Markup {
    let (size, step, top) = (96.0, 108.0, 30.0)
    let left = 4 * step + 8
    let heads = ["this part", "looks like", "in its image", "activation"]
    var body: Markup = ""
    for (column, head) in heads.enumerated() {
      body = "\(body)\(text(head, Double(column) * step + size / 2, 18, anchor: "middle"))"
    }
    for (row, entry) in member.rows.enumerated() {
      let y = top + Double(row) * step
      let pictures = entry.pictures
      let links = [pictures?.box, pictures?.prototype, pictures?.source, pictures?.activation]
      for (column, link) in links.enumerated() {
        let file = link.map { folder.appending(path: $0.removingPercentEncoding ?? $0) }
        let x = Double(column) * step
        body = "\(body)\(try Figure.picture(file, x: x, y: y, size: size))"
      }
      body = """
        \(body)\(text("prototype \(entry.prototype)", left, y + 30))\
        \(text("\(ExplanationText.number(entry.similarity)) × \(ExplanationText.number(entry.weight))", left, y + 52))\
        \(text("= \(ExplanationText.number(entry.points)) points", left, y + 74, isBold: true))
        """
    }
    let bottom = top + Double(member.rows.count) * step
    let others = "\(member.otherCount) prototypes of other classes: "
    body = """
      \(body)\(text(others + ExplanationText.number(member.otherPoints), 0, bottom + 18))\
      \(text("\(explanation.className): \(ExplanationText.number(member.points)) points", 0, bottom + 40, isBold: true))
      """
    let name = URL(fileURLWithPath: explanation.image).lastPathComponent
    return Figure.sheet(
      width: left + 170,
      height: bottom + 52,
      title: "\(explanation.className): \(name), \(member.architecture)",
      body
    )
  }

  private static func text(
    _ text: String,
    _ x: Double,
    _ y: Double,
    anchor: String = "start",
    isBold: Bool = false
  ) -> Markup {
    """
    <text x="\(x)" y="\(y)" text-anchor="\(anchor)" font-weight="\(isBold ? "700" : "400")" \
    fill="#1b1f24">\(text)</text>

    """
  }
}
