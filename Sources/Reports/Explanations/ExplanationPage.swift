package import Experiments
import Files
package import Foundation

/// The static page of an explanation: a scoring sheet with pictures for each network, side by side.
package enum ExplanationPage {
  /// Writes `index.html` beside the explanation's pictures and returns where it is.
  ///
  /// - Throws: ``ReportError``.
  @discardableResult
  package static func write(
    _ explanation: Explanation,
    to directory: URL
  ) throws(ReportError) -> URL {
    let file = directory.appending(path: "index.html")
    do throws(WriteFailure) {
      try Folder.make(directory)
      try NewFile.write(Data(page(explanation).source.utf8), to: file)
    } catch {
      throw .unwritable(error)
    }
    return file
  }

  /// The page as it is written.
  package static func page(_ explanation: Explanation) -> Markup {
    let count = explanation.members.count
    let name = URL(fileURLWithPath: explanation.image).lastPathComponent
    let picture: Markup? = explanation.picture.map {
      "<img class=\"subject\" src=\"\($0)\" alt=\"\(name)\">"
    }
    let networks = count == 1 ? "one network" : "\(count) networks together"
    let most = explanation.members.flatMap(\.rows).map { abs($0.points) }.max() ?? 0
    let sheets = explanation.members.enumerated().map { place, member in
      ScoringSheetColumn(member: member, number: place + 1, greatestPoints: most).markup
    }
    return Page.document(
      title: "\(explanation.className): \(name)",
      isSheet: true,
      body: """
        <header class="explained">
        \(picture)
        <div>
        <p class="kicker">\(explanation.isPredicted ? "Predicted class of" : "Points of a class for") \
        \(name)</p>
        <h1>\(explanation.className)</h1>
        <p class="lead">\(ExplanationText.number(explanation.logit)) points from \(networks)</p>
        \(classes(explanation))</div>
        </header>
        <main>
        <div class="networks">
        \(sheets)</div>
        </main>
        <footer>A prototype contributes its similarity to the picture times its weight. All points of \
        a network are its logit of the class, and the networks’ logits are added. A share is a \
        network’s part of the class’s lead over the mean class.</footer>
        """
    )
  }

  /// The listed classes with the logits of each network and their sum.
  private static func classes(_ explanation: Explanation) -> Markup {
    let isAlone = explanation.members.count == 1
    let columns = explanation.members.indices.map { place -> Markup in
      "<th scope=\"col\" class=\"number\">network \(place + 1)</th>"
    }
    let rows = explanation.classes.map { entry -> Markup in
      let cells = (isAlone ? [] : entry.memberLogits).map { logit -> Markup in
        "<td class=\"number\">\(ExplanationText.number(logit))</td>"
      }
      let mark =
        ByteName(entry.name) == ByteName(explanation.className) ? " class=\"chosen\"" : "" as Markup
      return """
        <tr\(mark)><th scope="row">\(entry.name)</th>\(cells)\
        <td class="number"><b>\(ExplanationText.number(entry.logit))</b></td></tr>

        """
    }
    return """
      <div class="table" role="region" aria-label="Logits by class" tabindex="0">
      <table class="votes">
      <thead><tr><th scope="col" class="words">class</th>\(isAlone ? [] : columns)\
      <th scope="col" class="number">\(isAlone ? "points" : "together")</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </div>

      """
  }
}
