package import Experiments
import Files
package import Foundation

/// The static page of an explanation: what speaks for a class, what against it, and how far to trust that.
package enum ExplanationPage {
  /// Writes `index.html` beside the explanation's pictures and returns where it is.
  ///
  /// - Throws: ``ReportError``.
  @discardableResult
  package static func write(
    _ explanation: Explanation,
    to directory: URL,
    neighbors: PageNeighbors? = nil
  ) throws(ReportError) -> URL {
    let file = directory.appending(path: "index.html")
    do throws(WriteFailure) {
      try Folder.make(directory)
      try NewFile.write(Data(page(explanation, neighbors: neighbors).source.utf8), to: file)
    } catch {
      throw .unwritable(error)
    }
    return file
  }

  /// The page as it is written.
  package static func page(
    _ explanation: Explanation,
    neighbors: PageNeighbors? = nil
  ) -> Markup {
    let sheet = CombinedSheet(explanation)
    let name = URL(fileURLWithPath: explanation.image).lastPathComponent
    let isAlone = explanation.members.count == 1
    let ledger = EvidenceLedger(explanation: explanation, sheet: sheet)
    let sections: [Section?] = [
      Section("for", "Evidence for \(explanation.className)", ledger.own),
      Section("against", "Against: prototypes of other classes", ledger.others),
      explanation.against.map { rival in
        Section(
          "why-not",
          "Why not \(rival.name)?",
          ComparisonTable(explanation: explanation, rival: rival).markup
        )
      },
      Section("sum", "From nothing to the logit", Waterfall(sheet: sheet, isAlone: isAlone).markup),
      FidelityTable(explanation: explanation, sheet: sheet).markup.map {
        Section("hidden", "With the part hidden", $0)
      },
      explanation.attention.map {
        Section("attention", "Three kinds of attention", AttentionFigure(explanation, $0).markup)
      },
      explanation.members.allSatisfy(\.nearest.isEmpty)
        ? nil
        : Section(
          "nearest",
          "Most similar prototypes of any class",
          NearestRows(explanation).markup
        ),
      Section(
        "classes",
        isAlone ? "All points by class" : "The networks together",
        VotesTable(explanation: explanation).markup
      ),
      isAlone ? nil : Section("networks", "Each network’s own sheet", memberSheets(explanation)),
    ]
    let shown = sections.compactMap(\.self)
    return Page.document(
      title: "\(explanation.className): \(name)",
      isSheet: true,
      style: ExplanationStyle.text,
      body: """
        \(neighbors?.markup)\(ExplanationHeadline(explanation: explanation, name: name, sheet: sheet).markup)
        <nav aria-label="Sections">\(shown.map { "<a href=\"#\($0.id)\">\($0.title)</a>\n" as Markup })</nav>
        <main>
        \(shown.map { section in
          """
          <section id="\(section.id)" aria-labelledby="\(section.id)-title">
          <h2 id="\(section.id)-title">\(section.title)</h2>
          \(section.body)</section>

          """ as Markup
        })</main>
        <footer>A prototype contributes its similarity to the picture times its weight; all points of a \
        network are its logit of the class\(isAlone ? "" : ", and the networks’ logits are added"). \
        Points are rounded so that they add up.\
        \(isAlone ? "" : " A share is a network’s part of the class’s lead over the mean class.")</footer>
        """
    )
  }

  /// A part of the page with its address and title.
  private struct Section {
    let id: String
    let title: String
    let body: Markup

    init(_ id: String, _ title: String, _ body: Markup) {
      (self.id, self.title, self.body) = (id, title, body)
    }
  }

  /// Every network's sheet alone, folded.
  private static func memberSheets(_ explanation: Explanation) -> Markup {
    let sheets = explanation.members.enumerated().map { place, member -> Markup in
      let sheet = CombinedSheet([(place, member)], logit: member.points)
      let ledger = EvidenceLedger(explanation: explanation, sheet: sheet, isOfOneNetwork: true)
      return """
        <details class="network">
        <summary>Network \(place + 1): \(member.architecture), \
        \(RoundedSum.text(sheet.total)) points</summary>
        <p class="image muted">\(member.checkpoint), after \(member.stage)</p>
        \(ledger.own)\(ledger.others)</details>

        """
    }
    return "\(sheets)"
  }
}
