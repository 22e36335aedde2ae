package import Experiments
import Files
package import Foundation

/// A run's page as one file that carries its pictures and explanation sheets.
package enum SingleFile {
  /// Writes the page of a run whose facts lie in `folder`, as `<run-id>.html` beside that folder or to a
  /// directory, and returns where it is.
  ///
  /// - Throws: ``ReportError``.
  @discardableResult
  package static func write(
    run: LoadedRun,
    facts: PageFacts,
    in folder: URL,
    to file: URL
  ) throws(ReportError) -> URL {
    var facts = facts
    // They would lead out of the file.
    facts.neighbours.experiment = nil
    (facts.neighbours.previous, facts.neighbours.next) = (nil, nil)
    facts.neighbours.baseline?.page.address = nil
    let page = RunReport.page(run: run, facts: facts, in: folder, isSingleFile: true)
    do throws(WriteFailure) {
      try Folder.make(file.deletingLastPathComponent())
      try NewFile.write(Data(embedded(page.source, in: folder).utf8), to: file)
    } catch {
      throw .unwritable(error)
    }
    return file
  }

  /// A page's source with the pictures that it shows in it, links to sheets as frames in place, and without
  /// links to other files.
  static func embedded(_ source: String, in folder: URL) -> String {
    withPictures(withoutLinks(source, in: folder), in: folder)
  }

  private static func withPictures(_ source: String, in folder: URL) -> String {
    let pieces = source.components(separatedBy: "src=\"")
    return pieces.dropFirst().reduce(into: pieces[0]) { result, piece in
      let path = String(piece.prefix { $0 != "\"" })
      result += "src=\"\(dataAddress(path, in: folder) ?? path)" + piece.dropFirst(path.count)
    }
  }

  private static func withoutLinks(_ source: String, in folder: URL) -> String {
    let pieces = source.components(separatedBy: "<a ")
    return pieces.dropFirst().reduce(into: pieces[0]) { result, piece in
      guard let tag = piece.firstIndex(of: ">"), let end = piece.range(of: "</a>"),
        let link = piece[..<tag].firstMatch(of: #/href="([^"]*)"/#)?.1, !link.hasPrefix("#")
      else { return result += "<a " + piece }
      let text = piece[piece.index(after: tag)..<end.lowerBound]
      result += "<span>\(text)</span>"
      if link.hasPrefix("sheets/"), let sheet = self.text(of: String(link), in: folder) {
        let place = file(String(link), in: folder).deletingLastPathComponent()
        result += """
          <details class="sheet-frame"><summary>the whole sheet</summary>\
          <iframe title="Explanation sheet" srcdoc="\(Markup(text: embedded(sheet, in: place)).source)">\
          </iframe></details>
          """
      }
      result += piece[end.upperBound...]
    }
  }

  private static func file(_ path: String, in folder: URL) -> URL {
    folder.appending(path: path.replacing("&amp;", with: "&").removingPercentEncoding ?? path)
  }

  private static func text(of path: String, in folder: URL) -> String? {
    FileManager.default.contents(atPath: file(path, in: folder).path).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// A picture's file as an address that holds it; nil where it is not there.
  private static func dataAddress(_ path: String, in folder: URL) -> String? {
    guard let data = FileManager.default.contents(atPath: file(path, in: folder).path) else {
      return nil
    }
    let kind =
      switch URL(fileURLWithPath: path).pathExtension.lowercased() {
      case "jpg", "jpeg": "image/jpeg"
      case "svg": "image/svg+xml"
      case "webp": "image/webp"
      default: "image/png"
      }
    return "data:\(kind);base64,\(data.base64EncodedString())"
  }
}
