/// One self-contained HTML document: no script, no font and no style from elsewhere.
enum Page {
  static func document(title: String, body: Markup) -> Markup {
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
    </style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }
}
