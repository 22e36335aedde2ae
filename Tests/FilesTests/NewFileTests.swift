import Files
import Foundation
import TestSupport
import Testing

struct NewFileTests {
  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func aFileAppearsWholeOrNotAtAll() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a")
      try NewFile.write(Data("first".utf8), to: url)
      do {
        let file = try NewFile(url, byteCount: 6)
        try file.append(Array("second".utf8))
        #expect(try String(contentsOf: url, encoding: .utf8) == "first")
        #expect(try names(in: folder) == ["a", "a.partial"])
      }
      // What is not committed goes.
      #expect(try names(in: folder) == ["a"])
      let file = try NewFile(url, byteCount: 9)
      try file.append(Array("third".utf8))
      try file.skip(3)
      try file.append([0x21])
      try file.replace(Array("T".utf8), at: 0)
      try file.commit(durably: true)
      #expect(try Data(contentsOf: url) == Data("Third\0\0\0!".utf8))
      #expect(try names(in: folder) == ["a"])
    }
  }

  @Test func writersOfOneNameDoNotMeet() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a")
      let (one, two) = (try NewFile(url, byteCount: 3), try NewFile(url, byteCount: 3))
      try one.append(Array("one".utf8))
      try two.append(Array("two".utf8))
      try two.commit(durably: false)
      try one.commit(durably: false)
      #expect(try String(contentsOf: url, encoding: .utf8) == "one")
      #expect(try names(in: folder) == ["a"])
    }
  }

  @Test func whatAKilledWriterLeftGivesWay() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a")
      try Data("what was longer before".utf8).write(to: url.appendingPathExtension("partial"))
      try NewFile.write(Data("new".utf8), to: url)
      #expect(try String(contentsOf: url, encoding: .utf8) == "new")
      #expect(try names(in: folder) == ["a"])
    }
  }

  @Test func failuresSayWhyAndWhatToDo() throws {
    try Places.withTemporaryDirectory { folder in
      func failure(_ path: String) -> String {
        do {
          try NewFile.write(Data("text".utf8), to: folder.appending(path: path))
          return ""
        } catch {
          return "\(error)".replacingOccurrences(of: folder.path, with: "FOLDER")
        }
      }
      #expect(
        failure("none/a")
          == "cannot write FOLDER/none/a: FOLDER/none is not a folder; check the path"
      )
      try Folder.make(folder.appending(path: "some/more/a"))
      #expect(
        failure("some/more/a") == "cannot write FOLDER/some/more/a: it is a folder; check the path"
      )
      #expect(failure("some/more/a/b") == "")
      let full = URL(fileURLWithPath: "/dev/full")
      #expect(
        #expect(throws: WriteFailure.self) { try NewFile.write(Data("text".utf8), to: full) }?
          .description == "cannot write /dev/full: it takes no more; name another file"
      )
      try NewFile.write(Data("text".utf8), to: URL(fileURLWithPath: "/dev/null"))
    }
  }

  @Test func theNeedAndTheRoomAreTold() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "a")
    let failure = WriteFailure(url, needed: 5_300_000, code: ENOSPC)
    #expect(failure.reason.wholeMatch(of: /5\.3 MB are needed, [0-9.]+ .+ are free/) != nil)
    #expect(failure.remedy == "make room and run again")
    #expect(
      WriteFailure(url, needed: 12_345, code: EFBIG).reason
        .hasPrefix("12.3 kB are needed, and no file may have more than ")
    )
    #expect(WriteFailure(url, needed: 1, code: EACCES).reason == "permission is denied")
    #expect(DiskSpace.text(999) == "999 bytes")
    #expect(DiskSpace.text(2_400_000_000) == "2.4 GB")
    let missing = FileManager.default.temporaryDirectory.appending(path: "no/such/folder")
    #expect(try #require(DiskSpace.free(at: missing)) > 0)
  }
}
