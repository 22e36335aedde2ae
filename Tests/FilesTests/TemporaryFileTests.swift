import Files
import Foundation
import TestSupport
import Testing

struct TemporaryFileTests {
  @Test func removesWhatNoProcessWritesAnyMore() throws {
    try Places.withTemporaryDirectory { folder in
      let names = [".dat.nosync1a2b.X9", "c.h5.partial", "a.json", ".stage.lock"]
      for name in names { try Data("x".utf8).write(to: folder.appending(path: name)) }
      // This one is being written.
      let living = try NewFile(folder.appending(path: "d.h5"), byteCount: 0)
      TemporaryFile.removeStrays(in: folder)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == [".stage.lock", "a.json", "d.h5.partial"])
      try living.commit(durably: false)
    }
  }
}
