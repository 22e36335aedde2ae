import Foundation
import ProtoPNet
import Tensors
import Testing

/// Tests and intervals of statsmodels and SciPy; see Fixtures/make_paired_statistics.py.
private struct PairedStatistics: Decodable {
  struct Test: Decodable {
    let onlyFirst, onlySecond: Int
    let pValue: Double
  }

  struct Interval: Decodable {
    let seedCount: Int
    let values, counts: [Int]
    let low, high, standardError: Double

    var differences: [Double] {
      zip(values, counts).flatMap { value, count in
        repeatElement(Double(value) / Double(seedCount), count: count)
      }
    }
  }

  let tests: [Test]
  let intervals: [Interval]

  static func load() throws -> PairedStatistics {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/paired-statistics.json")
    return try JSONDecoder().decode(PairedStatistics.self, from: Data(contentsOf: file))
  }
}

struct McNemarTestTests {
  @Test func agreesWithStatsmodels() throws {
    for test in try PairedStatistics.load().tests {
      let p = McNemarTest.exactPValue(onlyFirst: test.onlyFirst, onlySecond: test.onlySecond)
      #expect(abs(p - test.pValue) <= 1e-9 * test.pValue, "\(test)")
    }
  }

  @Test func isSymmetric() {
    let p = McNemarTest.exactPValue(onlyFirst: 3, onlySecond: 14)
    #expect(p == McNemarTest.exactPValue(onlyFirst: 14, onlySecond: 3))
    // 2·(1 + 17 + 136 + 680) / 2¹⁷.
    #expect(abs(p - 1668.0 / 131_072) < 1e-15)
  }
}

struct PairedBootstrapTests {
  private let stream = RandomStream(seed: 3, purpose: "test")

  /// A percentile of 10,000 resamples has a Monte-Carlo error of about 0.027 standard errors.
  @Test func agreesWithSciPy() throws {
    for expected in try PairedStatistics.load().intervals {
      let interval = PairedBootstrap.interval(ofMean: expected.differences, stream: stream)
      let tolerance = 0.12 * expected.standardError
      #expect(abs(interval.lowerBound - expected.low) <= tolerance)
      #expect(abs(interval.upperBound - expected.high) <= tolerance)
    }
  }

  @Test func followsFromItsStream() {
    let differences = (0..<40).map { Double($0 % 3) - 1 }
    let first = PairedBootstrap.interval(ofMean: differences, resampleCount: 500, stream: stream)
    #expect(
      first == PairedBootstrap.interval(ofMean: differences, resampleCount: 500, stream: stream)
    )
    let other = RandomStream(seed: 4, purpose: "test")
    #expect(
      first != PairedBootstrap.interval(ofMean: differences, resampleCount: 500, stream: other)
    )
  }

  @Test func equalDifferencesLeaveNoDoubt() {
    let interval = PairedBootstrap.interval(ofMean: [0.5, 0.5, 0.5], stream: stream)
    #expect(interval == 0.5...0.5)
  }
}

/// Intervals over seeds and images by NumPy; see Fixtures/make_hierarchical_bootstrap.py.
struct HierarchicalBootstrapTests {
  private struct Fixture: Decodable {
    struct Case: Decodable {
      let differences: [[Double]]
      let low, high, standardError: Double
    }

    let cases: [Case]
  }

  private let stream = RandomStream(seed: 3, purpose: "test")

  @Test func agreesWithNumPy() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/hierarchical-bootstrap.json")
    let cases = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file)).cases
    #expect(cases.map(\.differences.count) == [1, 2, 3, 3, 5])
    for expected in cases {
      let interval = PairedBootstrap.interval(ofMeanBySeed: expected.differences, stream: stream)
      // Means of few images are a grid, whose steps a percentile may miss by one.
      let step = 1 / Double(expected.differences.count * expected.differences[0].count)
      let tolerance = max(0.12 * expected.standardError, step + 1e-12)
      #expect(abs(interval.lowerBound - expected.low) <= tolerance)
      #expect(abs(interval.upperBound - expected.high) <= tolerance)
    }
  }

  /// All three draws are of one seed with probability 1/27, more than each bound leaves out.
  @Test func threeSeedsReachFromTheWorstToTheBest() {
    let differences = [-0.1, 0.2, 0.5].map { [Double](repeating: $0, count: 10) }
    let interval = PairedBootstrap.interval(ofMeanBySeed: differences, stream: stream)
    #expect(abs(interval.lowerBound + 0.1) < 1e-12 && abs(interval.upperBound - 0.5) < 1e-12)
  }

  /// Seeds that err on the same images add no images: the interval is as wide as one seed's.
  @Test func imagesAreCommonToAllSeeds() {
    let one = (0..<200).map { Double($0 % 5 == 0 ? 1 : 0) }
    let alone = PairedBootstrap.interval(ofMean: one, stream: stream)
    let four = PairedBootstrap.interval(ofMeanBySeed: [one, one, one, one], stream: stream)
    let widths = [alone, four].map { $0.upperBound - $0.lowerBound }
    #expect(abs(widths[0] - widths[1]) < 0.1 * widths[0])
  }
}
