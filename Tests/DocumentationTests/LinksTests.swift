import Foundation
import TestSupport
import Testing

/// What the pages lead to is there.
struct LinksTests {
  private static let pages = Result { try Page.all() }

  @Test func everyLinkLeadsSomewhere() throws {
    for page in try Self.pages.get() {
      let folder = Places.package.appending(path: page.path).deletingLastPathComponent()
      for link in page.links where !link.hasPrefix("http") {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let file =
          parts[0].isEmpty
          ? Places.package.appending(path: page.path) : folder.appending(path: String(parts[0]))
        let isThere = FileManager.default.fileExists(atPath: file.standardizedFileURL.path)
        #expect(isThere, "\(page.path) leads to \(link)")
        guard isThere, parts.count == 2, file.pathExtension == "md" else { continue }
        let path = file.standardizedFileURL.path.dropFirst(
          Places.package.standardizedFileURL.path.count + 1
        )
        #expect(
          try Page(String(path)).anchors.contains(String(parts[1])),
          "\(page.path): no heading for \(link)"
        )
      }
    }
  }

  /// Paths in backticks that begin with a folder of the repository; `…`, `<…>` and `NAME`, `X` stand for any name.
  @Test func everyPathThatIsNamedIsThere() throws {
    var count = 0
    for page in try Self.pages.get() {
      for match in page.prose.matches(
        of: /`((?:Sources|Tests|docs|datasets|experiments|weights|\.ci)\/[^`\s]*)`/
      ) {
        let path = String(match.output.1)
        guard !path.contains(/[…<>*{]|NAME|\/X/), !path.hasSuffix(".h5") else { continue }
        let isMade = path.hasPrefix("datasets/") && path.contains("/images")
        let file = Places.package.appending(path: path)
        #expect(
          isMade || FileManager.default.fileExists(atPath: file.path),
          "\(page.path) names \(path)"
        )
        count += 1
      }
    }
    #expect(count > 10)
  }

  @Test func theIndexNamesEveryPage() throws {
    let index = try Page("docs/README.md")
    let pages = try FileManager.default.contentsOfDirectory(
      atPath: Places.package.appending(path: "docs").path
    )
    for page in pages where page.hasSuffix(".md") && page != "README.md" {
      #expect(index.links.contains(page), "docs/README.md does not lead to \(page)")
    }
  }

  @Test func theFirstPageIsShort() throws {
    let lines = try Page("README.md").text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 140)
  }
}
