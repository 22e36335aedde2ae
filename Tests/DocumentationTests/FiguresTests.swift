import Foundation
import TestSupport
import Testing

/// The README's figures are those of the files that they are taken from.
struct FiguresTests {
  @Test func theClaimsAreThoseOfTheResults() throws {
    let claims = try Page("results/claims.md").text
    let section = try section("What came out")
    let figures =
      section.matches(of: /\d+ of \d+/).map { String($0.output) }
      + section.matches(of: /[-+]\d+\.\d to [-+]\d+\.\d points/).map { String($0.output) }
    #expect(figures.count >= 5)
    for figure in figures {
      #expect(claims.contains(figure), "results/claims.md has no '\(figure)'")
    }
  }

  @Test func theSpeedsAreThoseOfTheirPage() throws {
    let page = try Page("docs/speed-and-exactness.md").text
    let rows = try Page("README.md").rows(below: "How fast, how exact")
    let figures = rows.flatMap(\.self).filter { $0.contains(".") }
    #expect(figures.count == 4)
    for figure in figures {
      #expect(page.contains(figure), "docs/speed-and-exactness.md has no \(figure)")
    }
  }

  private func section(_ heading: String) throws -> String {
    let text = try Page("README.md").text
    let rest = try #require(text.components(separatedBy: "## \(heading)\n").last)
    return rest.components(separatedBy: "\n## ")[0]
  }
}
