import Checkpoints
import Foundation
import TestSupport
import Testing

struct CheckpointTests {
  @Test func whatIsWrittenIsWhatIsRead() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try Samples.checkpoint.write(to: url)
      #expect(try Checkpoint(contentsOf: url) == Samples.checkpoint)
    }
  }

  @Test func optionalPartsMayBeAbsent() throws {
    var checkpoint = Samples.checkpoint
    checkpoint.prototypes.sources = nil
    checkpoint.prototypes.epsilon = nil
    checkpoint.prototypes.similarity = "linear"
    checkpoint.optimizers = [:]
    checkpoint.progress = [:]
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try checkpoint.write(to: url)
      #expect(try Checkpoint(contentsOf: url) == checkpoint)
    }
  }

  @Test func equalCheckpointsGiveEqualBytes() throws {
    try Places.withTemporaryDirectory { folder in
      let urls = ["a.h5", "b.h5"].map { folder.appending(path: $0) }
      try Samples.checkpoint.write(to: urls[0])
      // A second later, so that a time within the file would show.
      Thread.sleep(forTimeInterval: 1.1)
      try Samples.checkpoint.write(to: urls[1])
      try Samples.checkpoint.write(to: urls[0])
      #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.sorted() == ["a.h5", "b.h5"])
    }
  }
}
