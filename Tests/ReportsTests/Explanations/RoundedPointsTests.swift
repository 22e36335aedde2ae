import Experiments
import Reports
import Testing

struct RoundedPointsTests {
  /// A member whose points are given; every third prototype is of another class.
  static func explanation(points: [[Double]], others: [[Double]]) -> Explanation {
    func rows(_ points: [Double], from first: Int) -> [Explanation.Row] {
      points.enumerated().map { place, points in
        .init(
          prototype: first + place,
          similarity: points,
          weight: 1,
          points: points,
          cell: [0, 0],
          source: nil
        )
      }
    }
    let members = zip(points, others).map { own, others in
      Explanation.Member(
        checkpoint: "a.h5",
        architecture: "vgg11",
        stage: "cycle-1/last-layer",
        rows: rows(own.sorted(by: >), from: 0),
        otherCount: others.count,
        otherPoints: others.reduce(0, +),
        others: Array(rows(others.sorted { abs($0) > abs($1) }, from: own.count).prefix(5)),
        points: own.reduce(0, +) + others.reduce(0, +),
        share: nil
      )
    }
    return Explanation(
      image: "a.png",
      picture: nil,
      className: "a",
      isPredicted: true,
      logit: members.reduce(0) { $0 + $1.points },
      classes: [],
      members: members
    )
  }

  /// Thousandths of a number as it is printed.
  private static func units(_ text: some StringProtocol) -> Int {
    let digits = String(text.filter { $0.isNumber })
    return (Int(digits) ?? 0) * (text.hasPrefix("-") ? -1 : 1)
  }

  /// Whatever the points, the printed lines of ledger and waterfall add up to the printed logit.
  @Test func printedPartsAddUpToThePrintedLogit() throws {
    for seed in 0..<200 {
      var draws = UInt64(seed + 1)
      func points(_ count: Int, from low: Double, to high: Double) -> [Double] {
        (0..<count).map { _ in
          draws = draws &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return low + (high - low) * Double(draws >> 40) / Double(1 << 24)
        }
      }
      let own = (0..<2).map { points(1 + (seed + $0) % 14, from: -3, to: 8) }
      let others = (0..<2).map { _ in points(1 + seed % 9, from: -2, to: 1) }
      let count = 1 + seed % 2
      let explanation = Self.explanation(
        points: Array(own.prefix(count)),
        others: Array(others.prefix(count))
      )
      let page = ExplanationPage.page(explanation).source
      let waterfall = try #require(
        page.firstMatch(of: /<table class="waterfall">[\s\S]*?<\/table>/)
      )
      let numbers = waterfall.0.matches(of: /<td class="number">([^<]*)<\/td>/).map(\.1)
      let total = try #require(numbers.last)
      #expect(Self.units(total) == Int((explanation.logit * 1_000).rounded()))
      #expect(numbers.dropLast().reduce(0) { $0 + Self.units($1) } == Self.units(total))

      let ledger = try #require(page.firstMatch(of: /<section id="for"[\s\S]*?<section id="sum"/)).0
      let points = ledger.matches(of: /<dd class="(?:plus|minus)">([^<]*)<\/dd>/).map(\.1)
      let rests = ledger.matches(of: /<p class="sum"><span>[^<]*<\/span><b>([^<]*)<\/b>/).map(\.1)
      #expect((points + rests).reduce(0) { $0 + Self.units($1) } == Self.units(total))
    }
  }
}
