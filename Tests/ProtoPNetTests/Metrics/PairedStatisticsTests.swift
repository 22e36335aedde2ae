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
