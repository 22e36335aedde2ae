import Datasets
import Foundation
import TestSupport
import Testing

/// Damaged MATLAB files: problems or annotations, never a crash or a long wait.
///
/// `PROTOPNET_MUTATIONS` says how many copies are read of all files together, ten times as many as are.
struct MATLABMutationTests {
  private static let count =
    (ProcessInfo.processInfo.environment["PROTOPNET_MUTATIONS"].flatMap { Int($0) } ?? 600) / 10

  private static let isSanitized = ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains {
    ProcessInfo.processInfo.environment[$0] != nil
  }

  private struct Sample: CustomTestStringConvertible {
    let set, file: String
    var testDescription: String { file }
  }

  /// A packed and an unpacked list, and a cell array of names.
  private static let samples = [
    Sample(set: "cars-one-list", file: "cars_annos.mat"),
    Sample(set: "cars-two-lists", file: "cars_test_annos_withlabels.mat"),
    Sample(set: "cars-two-lists", file: "devkit/cars_meta.mat"),
  ]

  @Test(arguments: samples)
  private func damagedFilesAreRefusedOrRead(_ sample: Sample) throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture(sample.set, in: folder)
      let file = fixture.source.appending(path: sample.file)
      let whole = [UInt8](try Data(contentsOf: file))
      var draws = Draws(seed: 1)
      var (refusedCount, longest) = (0, Duration.zero)
      for _ in 0..<Self.count / Self.samples.count {
        var bytes = whole
        for _ in 0...draws.next(below: 4) {
          // Nothing reads the text before the version and the byte order.
          let position = 124 + draws.next(below: bytes.count - 124)
          bytes[position] =
            [0, 1, 0x7F, 0xFF, UInt8(draws.next(below: 256))][draws.next(below: 5)]
        }
        try Data(bytes).write(to: file)
        let start = ContinuousClock.now
        let set = StanfordCars.read(from: fixture.source, withBoxes: true)
        longest = max(longest, .now - start)
        if !set.problems.isEmpty { refusedCount += 1 }
      }
      #expect(refusedCount > 0)
      #expect(longest < .seconds(60))
    }
  }

  /// libmatio takes eight bytes and more for each field of each element that a file declares.
  @Test(
    .disabled(if: isSanitized, "a sanitizer's memory is beyond the limit"),
    arguments: [
      (count: 1 << 24, problem: "declares more than it has"),
      (count: 400_000, problem: "is damaged: libmatio could not read it"),
    ]
  )
  func memoryHasALimit(_ count: Int, _ problem: String) throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cars-two-lists", in: folder)
      let file = fixture.source.appending(path: "cars_test_annos_withlabels.mat")
      var bytes = [UInt8](try Data(contentsOf: file))
      // The second extent of its array of structures, after the first one.
      let extents = 0xA0
      try #require(Array(bytes[extents..<extents + 8]) == [1, 0, 0, 0, 4, 0, 0, 0])
      for index in 0..<4 {
        bytes[extents + 4 + index] = UInt8(truncatingIfNeeded: count >> (8 * index))
      }
      try Data(bytes).write(to: file)
      let set = StanfordCars.read(from: fixture.source, withBoxes: true)
      #expect(set.problems.count == 1)
      #expect(set.problems.first?.hasSuffix(problem) == true, "\(set.problems)")
    }
  }
}
