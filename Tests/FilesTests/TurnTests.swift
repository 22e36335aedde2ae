import Files
import Foundation
import TestSupport
import Testing

/// Whose turn it is to work on something.
struct TurnTests {
  @Test func waitsForTheOneThatWorks() throws {
    try Places.withTemporaryDirectory { parent in
      let folder = parent.appending(path: "made/by/the-lock")
      var first: Turn? = try Turn(
        folder.appending(path: Turn.claimName),
        waits: { _ in Issue.record("nobody else works") }
      )
      let waits = DispatchSemaphore(value: 0)
      let works = DispatchSemaphore(value: 0)
      Thread {
        let second = try? Turn(
          folder.appending(path: Turn.claimName),
          waits: { _ in waits.signal() }
        )
        if second != nil { works.signal() }
      }.start()
      #expect(waits.wait(timeout: .now() + 30) == .success)
      #expect(works.wait(timeout: .now() + 0.1) == .timedOut)
      #expect(first != nil)
      first = nil
      #expect(works.wait(timeout: .now() + 30) == .success)
    }
  }

  @Test func aFolderThatWasRemovedMeanwhileIsMadeAgain() throws {
    try Places.withTemporaryDirectory { parent in
      let folder = parent.appending(path: "folder")
      var first: Turn? = try Turn(folder.appending(path: Turn.claimName))
      let waits = DispatchSemaphore(value: 0)
      let works = DispatchSemaphore(value: 0)
      Thread {
        let second = try? Turn(
          folder.appending(path: Turn.claimName),
          waits: { _ in waits.signal() }
        )
        if second != nil, FileManager.default.fileExists(atPath: folder.path) { works.signal() }
      }.start()
      #expect(waits.wait(timeout: .now() + 30) == .success)
      try FileManager.default.removeItem(at: folder)
      #expect(first != nil)
      first = nil
      #expect(works.wait(timeout: .now() + 30) == .success)
    }
  }

  @Test func theClaimNamesWhoWorks() throws {
    try Places.withTemporaryDirectory { folder in
      let claim = folder.appending(path: Turn.claimName)
      struct Enough: Error {}
      do {
        let turn = try Turn(claim)
        #expect(ProcessIdentity(try String(contentsOf: claim, encoding: .utf8)) == .current)
        var who = ""
        #expect(throws: Enough.self) { _ = try Turn(claim, check: { throw Enough() }) { who = $0 } }
        #expect(who == ProcessIdentity.current.words)
        turn.end()
        #expect(!FileManager.default.fileExists(atPath: claim.path))
        _ = try Turn(claim)
      }
      // What a killed process left gives way.
      try Data("somewhere - - 1 1 SLURM:17\n".utf8).write(to: claim)
      _ = try Turn(claim, waits: { _ in Issue.record("nobody has it") })
      #expect(!FileManager.default.fileExists(atPath: claim.path))
    }
  }

  @Test func aClaimThatCannotBeMadeSaysWhy() throws {
    try Places.withTemporaryDirectory { folder in
      try Data().write(to: folder.appending(path: "file"))
      let claim = folder.appending(path: "file/\(Turn.claimName)")
      let failure = #expect(throws: WriteFailure.self) { _ = try Turn(claim) }
      #expect(failure?.description.contains("cannot write") == true)
      let loop = folder.appending(path: Turn.claimName)
      symlink(loop.path, loop.path)
      #expect(throws: WriteFailure.self) { _ = try Turn(loop) }
    }
  }

  @Test func straysOfEndedProcessesGo() throws {
    try Places.withTemporaryDirectory { folder in
      let here = ProcessIdentity.current
      let ended = ProcessIdentity(
        host: here.host,
        boot: "another",
        space: here.space,
        number: 1,
        start: 1
      )
      let claims = [("a", "\(ended)"), ("b", "\(here)"), ("c", "nobody"), ("d", "\(ended)")]
      for (name, text) in claims { try Data(text.utf8).write(to: folder.appending(path: name)) }
      Turn.removeStrays(in: folder) { $0 != "d" }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == ["b", "c", "d"])
    }
  }
}
