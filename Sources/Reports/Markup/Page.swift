/// One self-contained HTML document: no script, no font and no style from elsewhere.
enum Page {
  /// A page of text, or a sheet for a table that takes the window's width.
  ///
  /// `style` is what this kind of page adds to the common style.
  static func document(
    title: String,
    isSheet: Bool = false,
    style: Markup? = nil,
    body: Markup
  ) -> Markup {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title)</title>
    <style>
    \(StyleSheet.text)
    \(StyleSheet.metrics)\(style.map { "\n\($0)" as Markup })
    </style>
    </head>
    <body class="\(isSheet ? "sheet" : "page")">
    \(body)
    </body>
    </html>

    """
  }
}
