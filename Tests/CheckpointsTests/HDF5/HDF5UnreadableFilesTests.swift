import Checkpoints
import Foundation
import TestSupport
import Testing

/// Files that cannot be read and are not damaged; `make_unreadable.py` makes some.
struct HDF5UnreadableFilesTests {
  private func problem(_ url: URL) -> String {
    Fixture.problem { _ = try Checkpoint(contentsOf: url) }
  }

  // MARK: - The system

  @Test func whatTheSystemRefusesIsSaidInItsWords() throws {
    try Places.withTemporaryDirectory { folder in
      let file = folder.appending(path: "file")
      try Data("x".utf8).write(to: file)
      let loop = folder.appending(path: "loop.h5")
      symlink(loop.path, loop.path)
      let long = folder.appending(path: String(repeating: "ä", count: 150) + ".h5")
      let answers = [
        (file.appending(path: "a.h5"), "a part of its path is a file and no folder"),
        (loop, "its links lead in a circle"), (long, "its name or path is too long"),
        (folder.appending(path: "none.h5"), "No such file or directory"),
      ]
      for (url, reason) in answers {
        let text = problem(url)
        #expect(text.hasPrefix("FILE cannot be opened (\(reason)); "), "\(text)")
        #expect(!text.contains("delete"))
      }
      let circle = "FILE cannot be opened (its links lead in a circle); check the path"
      #expect(Fixture.problem { _ = try SafeTensors.read(contentsOf: loop) } == circle)
      #expect(Fixture.problem { _ = try TorchTensors.read(contentsOf: loop) } == circle)
      #expect(Fixture.problem { _ = try ONNXInitializers.read(contentsOf: loop) } == circle)
    }
  }

  // MARK: - Filters

  @Test(arguments: [
    (32000, "LZF (32000)"), (32001, "Blosc (32001)"), (32004, "LZ4 (32004)"),
    (32008, "bitshuffle (32008)"), (32015, "Zstandard (32015)"), (31999, "31999"),
  ])
  func aMissingFilterIsNamed(_ number: UInt16, _ name: String) throws {
    var bytes = try Data(contentsOf: Fixture.file("lzf.h5"))
    let place = try #require(bytes.firstRange(of: Data([0x00, 0x7D, 8, 0])))
    bytes[place.lowerBound] = UInt8(truncatingIfNeeded: number)
    bytes[place.lowerBound + 1] = UInt8(number >> 8)
    #expect(
      try Fixture.problem(ofBytes: bytes, type: "h5") { _ = try Checkpoint(contentsOf: $0) }
        == "FILE: '/parameters/backbone/features.0.weight' is packed by the filter \(name), which "
        + "this program has not; write the file again without it where it can be read: "
        + "'h5repack -f NONE OLD NEW', or h5py without 'compression'"
    )
  }

  @Test func aFilterThatWasNotUsedDoesNoHarm() throws {
    let whole = try Checkpoint(contentsOf: Fixture.file("checkpoint.h5"))
    #expect(try Checkpoint(contentsOf: Fixture.file("skipped.h5")) == whole)
  }

  // MARK: - Other programs

  @Test func aWriterThatDiedIsNamed() throws {
    let text = "FILE is open for writing in another program, or was when that one died; "
    #expect(problem(Fixture.file("swmr.h5")).hasPrefix(text))
  }

  @Test func aFileOfOursThatIsBeingChangedIsNotCalledDamaged() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try Samples.checkpoint.write(to: url)
      let handle = try FileHandle(forUpdating: url)
      #expect(flock(handle.fileDescriptor, LOCK_EX) == 0)
      // What is whole is read whoever has it open.
      #expect(problem(url) == "")
      try handle.seek(toOffset: 2000)
      try handle.write(contentsOf: Data([1, 2, 3, 4, 5]))
      #expect(problem(url).hasPrefix("FILE is locked by another program, which has it open for"))
      #expect(problem(url).contains("HDF5_USE_FILE_LOCKING=FALSE"))
      try handle.close()
      #expect(problem(url).hasPrefix("FILE is damaged: "))
    }
  }

  // MARK: - Versions

  @Test(arguments: [2, 7, 1000]) func aNewerVersionIsNamed(_ version: Int) throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try TensorFile.write(
        to: url,
        attributes: ["format": .text("protopnet-checkpoint"), "format_version": .integer(version)],
        datasets: [:]
      )
      #expect(
        problem(url)
          == "FILE was written by a newer version of this program: its format has version "
          + "\(version), and this program reads version 1; read it with the program that wrote it, "
          + "or update this one"
      )
    }
  }

  @Test func aNewerFirstBlockIsNamed() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try Samples.checkpoint.write(to: url)
      var bytes = try Data(contentsOf: url)
      bytes.replaceSubrange(0..<16, with: Data("protopnet HDF5 2".utf8))
      try bytes.write(to: url)
      #expect(problem(url).hasPrefix("FILE was written by a newer version of this program"))
    }
  }

  // MARK: - Damage

  @Test func onlyADamagedFileOfOursIsToBeDeleted() throws {
    let ours = try Places.withTemporaryDirectory { folder in
      try Samples.checkpoint.write(to: folder.appending(path: "a.h5"))
      return try Data(contentsOf: folder.appending(path: "a.h5"))
    }
    let foreign = try Data(contentsOf: Fixture.file("checkpoint.h5"))
    for count in [100, 700, 5000] {
      let (own, other) = try (
        Fixture.problem(ofBytes: ours.prefix(count), type: "h5") {
          _ = try Checkpoint(contentsOf: $0)
        },
        Fixture.problem(ofBytes: foreign.prefix(count), type: "h5") {
          _ = try Checkpoint(contentsOf: $0)
        }
      )
      #expect(own.hasPrefix("FILE is damaged: "))
      #expect(own.hasSuffix("; delete it and run again"))
      #expect(!other.contains("delete"))
      #expect(other.contains("ends early: it has \(count) of \(foreign.count) bytes"), "\(other)")
    }
    let html = try Fixture.problem(ofBytes: "<html>".utf8, type: "h5") {
      _ = try Checkpoint(contentsOf: $0)
    }
    #expect(html.hasPrefix("FILE is not an HDF5 file; ") && !html.contains("delete"))
  }
}
