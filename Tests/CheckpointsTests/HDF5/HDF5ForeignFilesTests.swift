import Checkpoints
import Foundation
import TestSupport
import Testing

/// Files of other programs that ask for more than they hold; `make_hostile.py` makes them.
struct HDF5ForeignFilesTests {
  private static let weight = "/parameters/backbone/features.0.weight"

  private func problem(_ url: URL) -> String {
    Fixture.problem { _ = try Checkpoint(contentsOf: url) }
  }

  @Test(arguments: [
    ("external-link", "is a link to another file, which is not followed"),
    ("soft-link", "is a symbolic link, which is not followed"),
    ("external-storage", "lies in another file, which is not followed"),
    ("virtual", "is put together from other files, which are not followed"),
  ])
  func nothingOutsideAFileIsRead(_ name: String, _ problem: String) {
    #expect(
      self.problem(Fixture.file("\(name).h5")).hasPrefix("FILE: '\(Self.weight)' \(problem)")
    )
  }

  @Test func nothingIsUnpackedBeyondAFilesMeasure() {
    #expect(
      problem(Fixture.file("packed.h5"))
        .hasPrefix("FILE: '/parameters/zeros' unpacks to more than its file can hold")
    )
    #expect(
      problem(Fixture.file("linked-often.h5"))
        .hasPrefix("FILE: '/parameters/many/0' is linked more than once")
    )
  }

  @Test func aFileThatAnotherProgramWritesIsNotCalledDamaged() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try FileManager.default.copyItem(at: Fixture.file("checkpoint.h5"), to: url)
      let handle = try FileHandle(forUpdating: url)
      #expect(flock(handle.fileDescriptor, LOCK_EX) == 0)
      #expect(
        problem(url)
          == "FILE is locked by another program, which has it open for writing; close it there; if "
          + "none has it open, the file system's locks are at fault: set HDF5_USE_FILE_LOCKING=FALSE"
      )
      try handle.close()
      #expect(problem(url) == "")
    }
  }
}
