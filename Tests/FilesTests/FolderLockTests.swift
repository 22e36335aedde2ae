import Files
import Foundation
import TestSupport
import Testing

struct FolderLockTests {
  @Test func waitsForTheOneThatWorks() throws {
    try Places.withTemporaryDirectory { parent in
      let folder = parent.appending(path: "made/by/the-lock")
      var first: FolderLock? = try FolderLock(folder) { Issue.record("nobody else works") }
      let waits = DispatchSemaphore(value: 0)
      let works = DispatchSemaphore(value: 0)
      Thread {
        let second = try? FolderLock(folder) { waits.signal() }
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
      var first: FolderLock? = try FolderLock(folder)
      let waits = DispatchSemaphore(value: 0)
      let works = DispatchSemaphore(value: 0)
      Thread {
        let second = try? FolderLock(folder) { waits.signal() }
        if second != nil, FileManager.default.fileExists(atPath: folder.path) { works.signal() }
      }.start()
      #expect(waits.wait(timeout: .now() + 30) == .success)
      try FileManager.default.removeItem(at: folder)
      #expect(first != nil)
      first = nil
      #expect(works.wait(timeout: .now() + 30) == .success)
    }
  }
}
