import Datasets
import Tensors
import Testing
import Recipe

/// Distributions over 100,000 draws; every bound is more than five standard deviations wide.
struct AugmentationDrawsTests {
  private static let count = 100_000

  /// Draws for pictures of 300×200 pixels.
  private func warps(
    _ operation: AugmentationOperation,
    _ preset: Preset,
    count: Int = count
  ) -> [Augmentation] {
    (0..<count).map { index in
      var stream = RandomStream(seed: 3, purpose: "draws", index: index)
      return Augmentation(operation, preset, width: 300, height: 200, from: &stream)
    }
  }

  private func shares<Value: Hashable>(_ values: [Value]) -> [Value: Double] {
    Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
      .mapValues { Double($0) / Double(values.count) }
  }

  private func expect<Value: Hashable>(
    _ values: [Value],
    _ expected: [Value: Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let shares = shares(values)
    #expect(Set(shares.keys) == Set(expected.keys), sourceLocation: sourceLocation)
    for (value, share) in expected {
      let tolerance = 5 * (share * (1 - share) / Double(values.count)).squareRoot()
      #expect(
        abs(shares[value, default: 0] - share) < tolerance,
        "\(value): \(shares[value, default: 0]), not \(share)",
        sourceLocation: sourceLocation
      )
    }
  }

  /// The mean of uniform numbers on ±reach, their reach, and that both signs come.
  private func expectEven(_ values: [Double], reach: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(mean) < 5 * reach / (3 * Double(values.count)).squareRoot())
    let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    #expect(abs(square / (reach * reach) - 1.0 / 3) < 0.01)
    #expect((values.max() ?? 0) <= reach && (values.max() ?? 0) > 0.99 * reach)
    #expect((values.min() ?? 0) >= -reach && (values.min() ?? 0) < -0.99 * reach)
  }

  @Test func mirrorImages() {
    expect(warps(.shear, .asPaper).map(\.isMirrored), [true: 0.5, false: 0.5])
    expect(warps(.shear, .asReleasedCode).map(\.isMirrored), [true: 0.55, false: 0.45])
  }

  @Test func rotations() throws {
    let released = warps(.rotation, .asReleasedCode).compactMap(\.rotation)
    #expect(released.allSatisfy { $0.frame == .released })
    var angles: [Double: Double] = [:]
    for angle in -15...15 { angles[Double(angle)] = angle == 0 ? 2 : 1 }
    expect(released.map(\.degrees), angles.mapValues { $0 / 32 })

    let clean = warps(.rotation, .asPaper).compactMap(\.rotation)
    #expect(clean.allSatisfy { $0.frame == .inscribed })
    expectEven(clean.map(\.degrees), reach: 15)
  }

  @Test func skews() {
    let released = warps(.skew, .asReleasedCode).compactMap(\.skew)
    let directions = Skew.Direction.allCases.map { direction in
      (direction, direction.rawValue.hasPrefix("tilt") ? 3.0 / 16 : 1.0 / 32)
    }
    expect(released.map(\.direction), Dictionary(uniqueKeysWithValues: directions))
    let amounts = (1...60).map { (Double($0), 1.0 / 60) }
    expect(released.map(\.pixels), Dictionary(uniqueKeysWithValues: amounts))

    let clean = warps(.skew, .asPaper).compactMap(\.skew)
    let equal = Skew.Direction.allCases.map { ($0, 1.0 / 12) }
    expect(clean.map(\.direction), Dictionary(uniqueKeysWithValues: equal))
    expectEven(clean.map { $0.pixels - 30 }, reach: 30)
  }

  @Test func shears() {
    let released = warps(.shear, .asReleasedCode).compactMap(\.shear)
    var angles: [Double: Double] = [:]
    for angle in -9...11 where angle != 0 { angles[Double(angle)] = angle.magnitude == 1 ? 2 : 1 }
    expect(released.map(\.degrees), angles.mapValues { $0 / 22 })
    expect(released.map(\.axis), [.horizontal: 0.5, .vertical: 0.5])

    let clean = warps(.shear, .asPaper).compactMap(\.shear)
    expectEven(clean.map(\.degrees), reach: 10)
    expect(clean.map(\.axis), [.horizontal: 0.5, .vertical: 0.5])
  }

  @Test func distortions() {
    // 81 corners each.
    let released = warps(.distortion, .asReleasedCode, count: 1300).compactMap(\.distortion)
    let steps = (-5...5).map { (Double($0), 1.0 / 11) }
    for axis in 0..<2 {
      expect(
        released.flatMap { $0.moves.map { $0[axis] } },
        Dictionary(uniqueKeysWithValues: steps)
      )
    }
    let clean = warps(.distortion, .asPaper, count: 1300).compactMap(\.distortion)
    expectEven(clean.flatMap { $0.moves.map { $0[0] } }, reach: 6.69)
    expectEven(clean.flatMap { $0.moves.map { $0[1] } }, reach: 4.46)
  }

  /// Where the released formula leaves nothing of an oblong picture, the largest box is kept instead.
  @Test func oblongPicturesKeepTheLargestBox() {
    func frames(width: Int, height: Int) -> [Double: Set<AugmentationFrame>] {
      var frames: [Double: Set<AugmentationFrame>] = [:]
      for index in 0..<2000 {
        var stream = RandomStream(seed: 4, purpose: "oblong", index: index)
        let rotation = Rotation.draw(
          .asReleasedCode,
          width: width,
          height: height,
          from: &stream
        )
        frames[abs(rotation.degrees), default: []].insert(rotation.frame)
      }
      return frames
    }
    // The limits at 15° are w/h = 3.70 and h/w = 4.37, those at 10° 5.66 and 6.06.
    #expect(frames(width: 366, height: 100)[15] == [.released])
    #expect(frames(width: 375, height: 100)[15] == [.inscribed])
    #expect(frames(width: 100, height: 430)[15] == [.released])
    #expect(frames(width: 100, height: 445)[15] == [.inscribed])
    #expect(frames(width: 580, height: 100)[10] == [.inscribed])
    #expect(frames(width: 580, height: 100)[5] == [.released])
    for index in 0..<200 {
      var stream = RandomStream(seed: 4, purpose: "oblong", index: index)
      let shear = Shear.draw(.asReleasedCode, width: 10, height: 200, from: &stream)
      let isShort = shear.axis == .horizontal && abs(shear.degrees) > 2
      #expect(shear.frame == (isShort ? .inscribed : .released))
    }
  }
}

extension Augmentation {
  fileprivate var rotation: Rotation? {
    if case .rotation(let rotation) = warp { rotation } else { nil }
  }
  fileprivate var skew: Skew? { if case .skew(let skew) = warp { skew } else { nil } }
  fileprivate var shear: Shear? { if case .shear(let shear) = warp { shear } else { nil } }
  fileprivate var distortion: Distortion? {
    if case .distortion(let distortion) = warp { distortion } else { nil }
  }
}
