import Files
import Foundation
import TestSupport
import Testing

struct ContainedFileTests {
  @Test func readsNothingBesideTheFolder() throws {
    try Places.withTemporaryDirectory { folder in
      let (root, other) = (folder.appending(path: "root"), folder.appending(path: "root-2"))
      for place in [root.appending(path: "in"), other] {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data("a".utf8).write(to: place.appending(path: "a.txt"))
        try Data("b".utf8).write(to: place.appending(path: ".hidden"))
      }
      func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
          atPath: root.appending(path: name).path,
          withDestinationPath: target
        )
      }
      try link("within", to: "in")
      try link("out", to: "../root-2")
      try link("file.txt", to: "/etc/passwd")
      #expect(mkfifo(root.appending(path: "pipe").path, 0o600) == 0)
      func read(_ steps: String...) -> [UInt8]? { ContainedFile.read(steps, in: root, limit: 10) }
      #expect(read("in", "a.txt") == Array("a".utf8) && read("within", "a.txt") != nil)
      #expect(read("out", "a.txt") == nil && read("file.txt") == nil && read("pipe") == nil)
      #expect(read("..", "root-2", "a.txt") == nil && read("../root-2/a.txt") == nil)
      #expect(read("in", ".hidden") == nil && read("in") == nil && read() == nil && read("") == nil)
      #expect(ContainedFile.read(["in", "a.txt"], in: root, limit: 0) == nil)
      #expect(ContainedFile.isFolder(root.appending(path: "within"), in: root))
      #expect(!ContainedFile.isFolder(root.appending(path: "out"), in: root))
      #expect(!ContainedFile.isFolder(root, in: root))
    }
  }
}
