package import Experiments
import Files
package import Foundation

/// The page over several explained pictures, and the same as JSON and CSV.
package enum ExplanationIndex {
  /// Writes `explanations.json`, `explanations.csv`, `prototypes.csv` and, unless told otherwise, `index.html`;
  /// returns where the page or else the JSON is.
  ///
  /// - Throws: ``ReportError``.
  package static func write(
    _ all: ExplainedPictures,
    to directory: URL,
    withPage hasPage: Bool = true
  ) throws(ReportError) -> URL {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let file = directory.appending(path: hasPage ? "index.html" : "explanations.json")
    let json: String
    do {
      json = String(decoding: try encoder.encode(all), as: UTF8.self).visibleInJSON + "\n"
    } catch {
      preconditionFailure("an explanation that JSON cannot hold: \(error)")
    }
    do throws(WriteFailure) {
      try Folder.make(directory)
      for (name, text) in [
        ("explanations.json", json), ("explanations.csv", ExplanationCSV.pictures(all)),
        ("prototypes.csv", ExplanationCSV.prototypes(all)),
      ] + (hasPage ? [("index.html", page(all).source)] : []) {
        try NewFile.write(Data(text.utf8), to: directory.appending(path: name))
      }
    } catch {
      throw .unwritable(error)
    }
    return file
  }

  /// The index: what was predicted of every picture, and where its page is.
  package static func page(_ all: ExplainedPictures) -> Markup {
    let explained = all.pictures.filter { $0.explanation != nil }
    let known = all.pictures.compactMap(\.isCorrect)
    let problems = all.pictures.filter { $0.problem != nil }
    let accuracy: Markup? =
      known.isEmpty
      ? nil
      : """
      ; \(known.count { $0 }) of the \(known.count) whose folder names a class are predicted as that
      """
    let cards = all.pictures.compactMap(card)
    let notice: Markup? =
      problems.isEmpty
      ? nil
      : """
      <div class="notice warning"><h2>\(problems.count) not explained</h2>
      <ul>\(problems.map { "<li class=\"image\">\($0.problem ?? "")</li>\n" as Markup })</ul></div>

      """
    return Page.document(
      title: "\(all.pictures.count) pictures explained",
      isSheet: true,
      style: style,
      body: """
        <header>
        <p class="kicker">\(all.checkpoints.joined(separator: ", "))</p>
        <h1>\(all.pictures.count == 1 ? "One picture" : "\(all.pictures.count) pictures"), explained</h1>
        <p class="lead">\(explained.count) explained\(accuracy). The same as data: \
        <a href="explanations.json">JSON</a>, <a href="explanations.csv">CSV by picture</a>, \
        <a href="prototypes.csv">CSV by prototype</a>.</p>
        \(notice)</header>
        <main>
        <ol class="index">
        \(cards)</ol>
        </main>
        """
    )
  }

  private static func card(_ entry: ExplainedPictures.Entry) -> Markup? {
    guard let explanation = entry.explanation, let page = entry.page else { return nil }
    let folder = page.split(separator: "/").dropLast().joined(separator: "/")
    let picture: Markup? = explanation.picture.map {
      "<img src=\"\(folder)/\($0)\" alt=\"\">"
    }
    let verdict: Markup? = entry.isCorrect.map { isCorrect in
      isCorrect
        ? "<span class=\"right\">✓ as its folder says</span>"
        : "<span class=\"wrong\">✗ its folder says \(entry.label ?? "")</span>"
    }
    let probability = explanation.probability.map { ", \(Quantity.share.text($0)) %" } ?? ""
    let cautions = Set(
      CombinedSheet(explanation).own.prefix(3).flatMap { $0.row.warnings.map(\.kind) }
    )
    let warning: Markup? =
      cautions.isEmpty
      ? nil
      : """
      <span class="badge">\(cautions.map(\.words).sorted().joined(separator: ", "))</span>
      """
    return """
      <li><a href="\(page)">\(picture)<b>\(explanation.className)</b>\(probability)</a>
      \(verdict)<span class="image muted">\(entry.image)</span>\(warning)</li>

      """
  }

  private static let style: Markup = """
    .index { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 190px), 1fr)); gap: 1rem; }
    .index li { padding: .5rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); font-size: .9rem; overflow-wrap: anywhere; break-inside: avoid; }
    .index li > span { display: block; font-size: .8rem; }
    .index img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; margin-bottom: .4rem; background: var(--line); border-radius: 4px; }
    .index .right { color: var(--series-3); } .index .wrong { color: var(--series-2); font-weight: 600; }
    .index span.badge { display: inline-block; }
    """
}
