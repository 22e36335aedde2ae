import Checkpoints
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Files that other programs made or that are damaged.
struct CheckpointFilesTests {
  private func problem(_ url: URL) -> String {
    Fixture.problem { _ = try Checkpoint(contentsOf: url) }
  }

  @Test func aCheckpointMadeWithH5pyIsRead() throws {
    let checkpoint = try Checkpoint(contentsOf: Fixture.file("checkpoint.h5"))
    #expect(checkpoint.metadata.experiment == "name: wrens\n")
    #expect(checkpoint.metadata.experimentDigest == "0123")
    #expect(checkpoint.metadata.classNames == ["wren", "Zaunkönig"])
    #expect(checkpoint.metadata.seed == .max)
    #expect(
      checkpoint.normalization
        == InputNormalization(mean: [0.5, 0.25, 0.125], standardDeviation: [0.5, 0.25, 0.125])
    )
    #expect(
      checkpoint.parameters == [
        "backbone/features.0.weight": Fixture.ramp([2, 3, 3, 3]),
        "backbone/features.0.bias": Fixture.ramp([2]),
      ]
    )
    #expect(checkpoint.prototypes.vectors == Fixture.ramp([3, 4, 1, 1]))
    #expect(checkpoint.prototypes.epsilon == 1e-4)
    #expect(checkpoint.prototypes.classes == [0, 0, 1])
    let source = try #require(checkpoint.prototypes.sources?.last)
    #expect(
      source
        == PrototypeSource(
          image: "ü.jpg",
          imageDigest: "333",
          row: 4,
          column: 5,
          box: PixelBox(firstRow: 0, endRow: 8, firstColumn: 1, endColumn: 9),
          squaredDistance: -0.5
        )
    )
    #expect(checkpoint.lastLayer == Fixture.ramp([2, 3]))
    #expect(checkpoint.optimizers.isEmpty && checkpoint.progress.isEmpty)
  }

  @Test func truncatedCheckpointsAreRefused() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try Samples.checkpoint.write(to: url)
      let copies = Damage.truncations(of: try Data(contentsOf: url), count: 300)
      let (accepted, surprises) = try Damage.read(copies, type: "h5") {
        _ = try Checkpoint(contentsOf: $0)
      }
      #expect(copies.count >= 300)
      #expect(accepted == 0)
      #expect(surprises == [])
    }
  }

  @Test func filesOfSomethingElseAreNamedAsSuch() throws {
    #expect(
      problem(Fixture.file("foreign.h5"))
        == "FILE is an HDF5 file of something else: it has no attribute 'format'; "
        + "name a file of format 'protopnet-checkpoint'"
    )
    #expect(
      problem(Fixture.file("self-linked.h5"))
        == "FILE has the format 'protopnet-weights', not 'protopnet-checkpoint'; "
        + "name a file of format 'protopnet-checkpoint'"
    )
    for (text, kind) in [("", "is empty"), ("not HDF5 at all\n", "is not an HDF5 file")] {
      #expect(
        try Fixture.problem(ofBytes: text.utf8, type: "h5") { _ = try Checkpoint(contentsOf: $0) }
          == "FILE \(kind); copy it again from where it came, or name another one"
      )
    }
  }

  @Test func placesWithoutAFileAreNamed() throws {
    try Places.withTemporaryDirectory { folder in
      #expect(problem(folder) == "FILE is not a file; name the file itself, not its folder")
      let missing = problem(folder.appending(path: "none.h5"))
      #expect(missing.hasPrefix("FILE cannot be opened ("))
      #expect(missing.hasSuffix("; check the path and the permissions"))
      let unwritable = folder.appending(path: "no/folder/a.h5")
      let written = Fixture.problem { try Samples.checkpoint.write(to: unwritable) }
      #expect(
        written
          == "cannot write FILE: \(folder.path)/no/folder is not a folder; check the path"
      )
    }
  }

  @Test func anEarlierFileStaysWhereWritingFails() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try Samples.checkpoint.write(to: url)
      var unwritable = Samples.checkpoint
      // HDF5's texts end at the first zero.
      unwritable.metadata.createdBy = "a\0b"
      let problem = Fixture.problem { try unwritable.write(to: url) }
      #expect(problem.contains("'/@created_by' has a text with a zero character"))
      #expect(try Checkpoint(contentsOf: url) == Samples.checkpoint)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names == ["a.h5"])
    }
  }
}
