import Files
import Foundation
import TestSupport
import Testing

/// Files that grow by lines, and what lies at paths.
struct AppendedFileTests {
  @Test func linesOfTwoWritersStayWhole() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "log")
      let (one, two) = (try AppendedFile(url), try AppendedFile(url))
      for number in 0..<3 {
        try one.append("one \(number)".utf8)
        try two.append("two \(number)".utf8)
      }
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text == "one 0\ntwo 0\none 1\ntwo 1\none 2\ntwo 2\n")
    }
  }

  @Test func aLineThatDoesNotFitIsAnError() throws {
    let full = try AppendedFile(URL(fileURLWithPath: "/dev/full"))
    let failure = #expect(throws: WriteFailure.self) { try full.append("a".utf8) }
    #expect(failure?.description == "cannot write /dev/full: it takes no more; name another file")
    #expect(throws: WriteFailure.self) { _ = try AppendedFile(URL(fileURLWithPath: "/dev/null/a")) }
  }

  @Test func whatCannotBeReachedIsNotMissing() throws {
    try Places.withTemporaryDirectory { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let (loop, dangling) = (folder.appending(path: "loop"), folder.appending(path: "dangling"))
      symlink(loop.path, loop.path)
      symlink(folder.path + "/none", dangling.path)
      let long = folder.appending(path: String(repeating: "x", count: 300))
      #expect(PathKind(at: folder) == .folder)
      #expect(PathKind(at: file) == .file)
      #expect(PathKind(at: "/dev/null") == .stream)
      #expect(PathKind(at: file.appending(path: "a")) == .nothing)
      #expect(PathKind(at: dangling) == .nothing)
      for place in [loop, long] { #expect(PathKind(at: place) == .unreachable) }
    }
  }
}
