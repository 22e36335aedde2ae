import Files
import Foundation
import TestSupport
import Testing

struct FolderEntryTests {
  /// Makes an empty file whose name is any bytes.
  private func make(_ name: [UInt8], in folder: URL) {
    let path = Array(folder.path.utf8) + [UInt8(ascii: "/")] + name + [0]
    let descriptor = path.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { path in
      path.baseAddress.map { open($0, O_WRONLY | O_CREAT, 0o666) } ?? -1
    }
    #expect(descriptor >= 0)
    close(descriptor)
  }

  @Test func listsNamesOfAnyBytes() throws {
    try Places.withTemporaryDirectory { folder in
      for name in [Array("M\u{FC}ller".utf8), [0x4D, 0xFC, 0x6C], [0xFF, 0xFE], Array(".x".utf8)] {
        make(name, in: folder)
      }
      let entries = try Folder.entries(of: folder)
      #expect(entries.map(\.shownName) == [".x", "M\u{FC}ller", "M\\xFCl", "\\xFF\\xFE"])
      #expect(entries.map { $0.name != nil } == [true, true, false, false])
      #expect(entries.map(\.isHidden) == [true, false, false, false])
      #expect(entries.allSatisfy { $0.kind == .file })
    }
  }

  @Test func followsLinksAndSaysWhereTheyDoNotLead() throws {
    try Places.withTemporaryDirectory { folder in
      try Folder.make(folder.appending(path: "real"))
      for (name, target) in [("good", "real"), ("lost", "nowhere"), ("round", "round")] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appending(path: name).path,
          withDestinationPath: target
        )
      }
      let entries = try Folder.entries(of: folder)
      #expect(
        entries.map(\.kind) == [
          .folder, .unreachable("a link to 'nowhere', which does not exist"), .folder,
          .unreachable("a link to 'round', which leads back to itself"),
        ]
      )
    }
  }

  @Test func whatIsNoFolderIsAnError() throws {
    try Places.withTemporaryDirectory { folder in
      make(Array("file".utf8), in: folder)
      for (name, code) in [("file", ENOTDIR), ("none", ENOENT)] {
        let error = try #require(throws: FileError.self) {
          try Folder.entries(of: folder.appending(path: name))
        }
        #expect(error.code == code)
      }
    }
  }

  @Test func foldersAreKnownByWhateverPath() throws {
    try Places.withTemporaryDirectory { folder in
      let inner = folder.appending(path: "a/b")
      try Folder.make(inner)
      let link = folder.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: inner)
      #expect(try FolderIdentity(of: link) == FolderIdentity(of: inner))
      let chain = try FolderIdentity.chain(of: link)
      for above in [inner, inner.deletingLastPathComponent(), folder, URL(fileURLWithPath: "/")] {
        #expect(chain.contains(try FolderIdentity(of: above)))
      }
      let beside = folder.appending(path: "c")
      try Folder.make(beside)
      #expect(!chain.contains(try FolderIdentity(of: beside)))
    }
  }
}
