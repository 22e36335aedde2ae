import Checkpoints
import Foundation
import TestSupport
import Testing

/// The digest that this program's files carry.
struct HDF5DigestTests {
  @Test func everyChangedByteIsSeen() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try Samples.checkpoint.write(to: url)
      let whole = try Data(contentsOf: url)
      #expect(try Checkpoint(contentsOf: url) == Samples.checkpoint)
      for position in stride(from: 512, to: whole.count, by: 97) {
        var changed = whole
        changed[position] ^= 1
        let copy = folder.appending(path: "\(position).h5")
        try changed.write(to: copy)
        #expect(
          Fixture.problem { _ = try Checkpoint(contentsOf: copy) }
            == "FILE is damaged: its contents are not what its digest says; "
            + "delete it and run again"
        )
      }
    }
  }

  /// A file is not taken for whole because it was so before it was changed.
  @Test func aFileThatChangesIsDigestedAgain() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try Samples.checkpoint.write(to: url)
      #expect(try Checkpoint(contentsOf: url) == Samples.checkpoint)
      let handle = try FileHandle(forUpdating: url)
      try handle.seek(toOffset: 3000)
      try handle.write(contentsOf: Data([1, 2, 3, 4, 5]))
      try handle.close()
      #expect(Fixture.problem { _ = try Checkpoint(contentsOf: url) }.contains("digest"))
    }
  }
}
