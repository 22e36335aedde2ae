import Foundation
import Runs
import TestSupport
import Testing

struct CitationTests {
  @Test func theCitationIsOfThisVersion() throws {
    let text = try Page("CITATION.cff").text
    #expect(text.contains("\nversion: \(Runs.Program.version)\n"))
    #expect(text.contains("Advances in Neural Information Processing Systems"))
  }
}
