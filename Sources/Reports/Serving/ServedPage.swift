import Foundation

/// What pages have in common that the program shows while it runs.
package enum ServedPage {
  /// The two places that every page leads to.
  package enum Place { case runs, explain, elsewhere }

  static func document(title: String, here: Place, body: Markup) -> Markup {
    Page.document(
      title: title,
      body: """
        <link rel="stylesheet" href="\(ServedAddress.style)">
        \(navigation(here))
        \(body)
        <script src="\(ServedAddress.script)" defer></script>
        """
    )
  }

  /// A page that was written to be read by itself, with the way back before it.
  ///
  /// `explained` is the address of the form for a picture, with what the page is about chosen.
  package static func framed(_ page: String, explain: String = ServedAddress.explain) -> String {
    guard let body = page.range(of: "<body"), let end = page[body.upperBound...].firstIndex(of: ">")
    else { return page }
    let bar: Markup = """
      <link rel="stylesheet" href="\(ServedAddress.style)">
      \(navigation(.elsewhere, explain: explain))

      """
    return String(page[...end]) + "\n\(bar.source)" + page[page.index(after: end)...]
  }

  private static func navigation(
    _ here: Place,
    explain: String = ServedAddress.explain
  ) -> Markup {
    func mark(_ place: Place) -> Markup { place == here ? " aria-current=\"page\"" : "" }
    return """
      <nav class="served" aria-label="Served pages"><a href="/"\(mark(.runs))>All runs</a> \
      <a href="\(explain)"\(mark(.explain))>Explain a picture</a></nav>
      """
  }

  /// A page that says one thing, such as what is wrong.
  package static func message(title: String, _ text: String, back: String? = nil) -> Markup {
    let link: Markup? = back.map { "<p><a href=\"\($0)\">Try again</a></p>\n" }
    return document(
      title: title,
      here: .elsewhere,
      body: """
        <main>
        <h1>\(title)</h1>
        <p class="lead" role="alert">\(text)</p>
        \(link)</main>
        """
    )
  }
}
