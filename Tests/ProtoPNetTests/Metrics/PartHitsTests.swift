import Checkpoints
import Foundation
import ProtoPNet
import TestSupport
import Tensors
import Testing

/// Consistency and stability beside EvalProtoPNet's; see Fixtures/make_part_scores.py.
struct PartHitsTests {
  private static let (classCount, perClass, imageSize) = (4, 3, 224)

  private func fixture() throws -> HDF5Reader {
    try HDF5Reader(
      contentsOf: Places.package.appending(path: "Tests/ProtoPNetTests/Fixtures/part-scores.h5")
    )
  }

  /// The hits of one of the fixture's two sets of activations.
  private func hits(_ file: borrowing HDF5Reader, draw: Int) throws -> PartHits {
    let maps = try file.tensor("/maps").slice(draw)
    let labels = try file.integers("/labels").values
    let places = try file.integers("/places")
    let partCount = places.shape[1]
    var hits = PartHits(
      prototypeCount: Self.classCount * Self.perClass,
      reach: PartHits.publishedReach(imageSize: Self.imageSize)
    )
    for (image, label) in labels.enumerated() {
      hits.add(
        maps.slice(image),
        of: (0..<Self.perClass).map { label * Self.perClass + $0 },
        imageSize: Self.imageSize,
        places: (0..<partCount).map { part in
          let first = 2 * (image * partCount + part)
          let (row, column) = (places.values[first], places.values[first + 1])
          return row < 0 ? nil : (row, column)
        }
      )
    }
    return hits
  }

  @Test func findsThePartsThatTheReferenceFinds() throws {
    let file = try fixture()
    let hits = try hits(file, draw: 0)
    let truth = try file.integers("/hits")
    #expect(hits.rows.joined().flatMap { $0.isHit.map { $0 ? 1 : 0 } } == truth.values)
    #expect(truth.values.contains(1))
  }

  @Test func scoresLikeTheReference() throws {
    let file = try fixture()
    let hits = [try hits(file, draw: 0), try hits(file, draw: 1)]
    let shares = hits[0].hitShares.compactMap(\.self)
    let consistency = 100 * Double(shares.count { $0 >= 0.8 }) / Double(shares.count)
    let expected = try file.doubleAttribute("consistency", of: "/")
    #expect(abs(consistency - expected) < 1e-9)
    let unchanged = hits[0].unchangedShares(from: hits[1]).compactMap(\.self)
    let stability = 100 * unchanged.reduce(0, +) / Double(unchanged.count)
    #expect(abs(stability - (try file.doubleAttribute("stability", of: "/"))) < 1e-4)
  }

  @Test func prototypesWithoutPicturesHaveNoShares() {
    var hits = PartHits(prototypeCount: 2, reach: 1)
    let map = Tensor([0, 0, 0, 1], shape: [1, 2, 2])
    hits.add(map, of: [1], imageSize: 8, places: [(7, 7), nil, (0, 0)])
    #expect(hits.hitShares == [nil, 1])
    #expect(hits.rows[1].map(\.isVisible) == [[true, false, true]])
    #expect(hits.rows[1].map(\.isHit) == [[true, false, false]])
    #expect(hits.unchangedShares(from: hits) == [nil, 1])
  }

  @Test func theReachFollowsTheExtents() {
    #expect([224, 112, 64].map(PartHits.publishedReach) == [36, 18, 10])
  }

  @Test func noiseIsCutAndFollowsFromDrawAndPicture() {
    let noise = PixelNoise(standardDeviation: 0.2, limit: 0.25, seed: 1, scales: [1, 2])
    let zeros = Tensor(shape: [2, 2, 40, 40])
    let both = noise.added(to: zeros, draw: 1, images: [3, 5])
    let second = noise.added(to: Tensor(shape: [1, 2, 40, 40]), draw: 1, images: [5])
    #expect(both.slice(1).values == second.slice(0).values)
    #expect(both.slice(0).values != both.slice(1).values)
    #expect(noise.added(to: zeros, draw: 2, images: [3, 5]).values != both.values)
    let (first, doubled) = (both.values.prefix(1600), both.values[1600..<3200])
    #expect(first.allSatisfy { abs($0) <= 0.25 } && doubled.allSatisfy { abs($0) <= 0.5 })
    // Cut at 1.25 deviations, a normal distribution has 0.79 of its deviation left.
    let deviation = (first.reduce(0) { $0 + Double($1 * $1) } / 1600).squareRoot()
    #expect(abs(deviation - 0.2 * 0.79) < 0.01)
  }
}
