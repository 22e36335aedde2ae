import Files
package import Foundation

/// A figure for a paper as a vector drawing: an SVG file that needs no page around it, and a PDF of the same.
package struct Figure: Sendable {
  /// What its files are called, `accuracy`.
  package var name: String
  /// The SVG with all colours and fonts in it.
  package var svg: String

  /// Takes a drawing whose colours may be a page's variables with values to fall back on.
  package init(name: String, drawing: Markup) {
    self.name = name
    svg = drawing.source.replacing(/var\(--[A-Za-z0-9-]+, ?([^)]*)\)/) { String($0.1) }
      .replacing("system-ui, 'DejaVu Sans', sans-serif", with: Self.fonts)
  }

  /// The fonts that both files name.
  static let fonts = "Helvetica, Arial, 'Liberation Sans', sans-serif"

  /// Writes both files into a folder and returns where they are.
  ///
  /// - Throws: ``ReportError/unwritable(_:)``.
  package func write(to folder: URL, prefix: String = "") throws(ReportError) -> [URL] {
    var files = [(folder.appending(path: "\(prefix)\(name).svg"), Data(svg.utf8))]
    if let pdf { files.append((folder.appending(path: "\(prefix)\(name).pdf"), pdf)) }
    do throws(WriteFailure) {
      try Folder.make(folder)
      for (file, data) in files { try NewFile.write(data, to: file) }
    } catch {
      throw .unwritable(error)
    }
    return files.map(\.0)
  }

  /// A sheet of a size, on white.
  static func sheet(width: Double, height: Double, title: String, _ body: Markup) -> Markup {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
    height="\(height)" font-family="\(fonts)" font-size="13" style="background:#ffffff">
    <title>\(title)</title>
    \(body)</svg>

    """
  }

  /// A picture that the sheet carries in itself, in a square; words in its place where there is none.
  static func picture(_ file: URL?, x: Double, y: Double, size: Double) throws(ReportError)
    -> Markup
  {
    guard let file, PathKind(at: file) == .file else {
      return """
        <text x="\(x + size / 2)" y="\(y + size / 2)" text-anchor="middle" font-size="10" \
        fill="#57606a">no picture</text>

        """
    }
    do {
      let data = try Data(contentsOf: file)
      let kind = data.starts(with: [0xFF, 0xD8]) ? "jpeg" : "png"
      return """
        <image x="\(x)" y="\(y)" width="\(size)" height="\(size)" \
        href="data:image/\(kind);base64,\(data.base64EncodedString())"/>

        """
    } catch {
      throw .unreadable(file: file.path, reason: error.reason)
    }
  }

  /// The PDF, one page as large as the drawing: a unit of the drawing is 1/96 of an inch.
  ///
  /// Text is in Helvetica, which every PDF reader has. Nil for a drawing that is none of ours.
  package var pdf: Data? { SVGElement(svg).map { PDFDrawing($0).file } }
}
