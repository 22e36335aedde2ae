import Checkpoints
import Foundation
import TestSupport
import Testing

/// Damaged HDF5 files of both kinds: an error or the contents, never a crash or a long wait.
///
/// `PROTOPNET_MUTATIONS` says how many copies are read of this program's file; of another program's, which
/// a process of its own reads, it is a tenth.
struct HDF5MutationTests {
  private static let count =
    ProcessInfo.processInfo.environment["PROTOPNET_MUTATIONS"].flatMap { Int($0) } ?? 600

  /// What reading a copy gave, counted over all copies.
  private struct Outcomes {
    var readCount = 0
    /// Of those that were read: whose contents differ from the sample's.
    var changedCount = 0
    var refusedCount = 0
    var surprises: [String] = []
    var longest = Duration.zero

    mutating func read(_ bytes: [UInt8], in folder: URL, _ index: Int) throws {
      // A new name each time: a digest that was found right is remembered by file.
      let url = folder.appending(path: "\(index).h5")
      try Data(bytes).write(to: url)
      defer { try? FileManager.default.removeItem(at: url) }
      let start = ContinuousClock.now
      var checkpoint: Checkpoint?
      let problem = Fixture.problem { checkpoint = try Checkpoint(contentsOf: url) }
      if let checkpoint, checkpoint != Samples.checkpoint { changedCount += 1 }
      longest = max(longest, .now - start)
      switch problem {
      case "": readCount += 1
      case let text where text.hasPrefix("not a CheckpointError"): surprises.append(text)
      default: refusedCount += 1
      }
    }
  }

  @Test(arguments: Mutations.Repair.allCases)
  func damagedFilesOfOursAreRefused(_ repair: Mutations.Repair) throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "whole.h5")
      try Samples.checkpoint.write(to: url)
      var mutations = Mutations(of: Array(try Data(contentsOf: url)))
      var outcomes = Outcomes()
      for index in 0..<Self.count / Mutations.Repair.allCases.count {
        let bytes = mutations.next(repair)
        if bytes == mutations.original { continue }
        try outcomes.read(bytes, in: folder, index)
      }
      print("\(repair): \(outcomes)")
      #expect(outcomes.surprises == [])
      // A machine may be busy; what hangs does so for ever.
      #expect(outcomes.longest < .seconds(60))
      #expect(outcomes.refusedCount > 0)
      // The digest finds whatever nobody mended it for.
      if repair == .nothing { #expect(outcomes.changedCount == 0) }
    }
  }

  @Test func damagedFilesOfOthersAreRefusedOrRead() throws {
    try Places.withTemporaryDirectory { folder in
      let whole = try Data(contentsOf: Fixture.file("checkpoint.h5"))
      var mutations = Mutations(of: Array(whole))
      var outcomes = Outcomes()
      for index in 0..<Self.count / 10 {
        try outcomes.read(mutations.next(.nothing), in: folder, index)
      }
      print("of others: \(outcomes)")
      #expect(outcomes.surprises == [])
      #expect(outcomes.longest < .seconds(60))
      #expect(outcomes.refusedCount > 0)
    }
  }
}
