import Files
import Foundation
import TestSupport
import Testing

struct SmallFileTests {
  private func lines(_ bytes: [UInt8]) throws -> [String] {
    try Places.withTemporaryDirectory { folder in
      let file = folder.appending(path: "list.txt")
      try Data(bytes).write(to: file)
      return try SmallFile.lines(file.path, limit: 1000).map(String.init)
    }
  }

  /// As Python's `open(file, encoding="utf-8-sig")` divides them.
  @Test(arguments: [
    "1 a\n2 b\n", "1 a\r\n2 b\r\n", "1 a\r2 b\r", "1 a\n2 b", "\u{FEFF}1 a\n2 b\n",
    "\u{FEFF}1 a\r\n2 b",
  ])
  func linesEndAsOnAnySystem(_ text: String) throws {
    #expect(try lines(Array(text.utf8)) == ["1 a", "2 b"])
  }

  @Test func otherEndsOfLinesArePartsOfThem() throws {
    let text = "a\u{2028}b\n\n\u{301}c\n"
    #expect(try lines(Array(text.utf8)).map(\.spelling) == ["a\\u{2028}b", "", "\\u{301}c"])
  }

  @Test(arguments: [
    (
      Array("ok\nM".utf8) + [0xFC] + Array("ller\n".utf8),
      "not UTF-8 text: line 2 is 'M\\xFCller'"
    ),
    ([0xFF, 0xFE, 0x31, 0, 0x0A, 0], "it is UTF-16 or UTF-32 text"),
    ([0xFE, 0xFF, 0, 0x31], "it is UTF-16 or UTF-32 text"),
    ([0, 0, 0, 0x31, 0, 0, 0, 0x0A], "it is UTF-16 or UTF-32 text"),
    (Array("name: tiny\nb: \0\n".utf8), "it has a zero byte in line 2"),
  ])
  func otherEncodingsAreNamed(_ bytes: [UInt8], _ reason: String) throws {
    let error = try #require(throws: FileError.self) { try lines(bytes) }
    #expect(error.reason.hasSuffix(reason), "\(error.reason)")
  }
}
