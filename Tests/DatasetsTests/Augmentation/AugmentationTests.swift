import Datasets
import Digests
import Images
import Tensors
import Testing
import Recipe

struct AugmentationTests {
  @Test func everyOperationEqualsAugmentor() throws {
    let cases = try AugmentorCases.all()
    #expect(cases.count == 42)
    var (differing, total) = (0, 0)
    for (number, (call, picture, expected)) in cases.enumerated() {
      let warp = try #require(call.warp)
      let image = Augmentation(warp, isMirrored: false).apply(to: WarpSource(picture))
      #expect((image.width, image.height) == (expected.width, expected.height))
      let differences = zip(image.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
      #expect(differences.max() ?? 0 <= 1, "case \(number): \(warp)")
      differing += differences.count { $0 > 0 }
      total += differences.count
    }
    // 99.9 % of the samples are the very same.
    #expect(differing * 1000 <= total, "\(differing) of \(total)")
  }

  @Test func aMirrorImageComesLast() throws {
    let picture = try #require(try AugmentorCases.all().first).picture
    let rotation = Augmentation.Warp.rotation(Rotation(degrees: 7, frame: .inscribed))
    let source = WarpSource(picture)
    #expect(
      Augmentation(rotation, isMirrored: true).apply(to: source)
        == Augmentation(rotation, isMirrored: false).apply(to: source).mirrored
    )
  }

  /// A white picture stays white: nothing from beyond its edges shows.
  @Test(arguments: AugmentationOperation.allCases, Preset.allCases)
  func noCornerIsEmpty(operation: AugmentationOperation, preset: Preset) {
    for (width, height) in [(40, 30), (30, 52), (90, 17), (13, 99), (7, 5)] {
      let white = Image(
        width: width,
        height: height,
        pixels: Array(repeating: 255, count: width * height * 3)
      )
      let source = WarpSource(white)
      for copy in 0..<40 {
        var stream = RandomStream(seed: 5, purpose: "white", index: copy)
        let augmentation = Augmentation(
          operation,
          preset,
          width: width,
          height: height,
          from: &stream
        )
        let image = augmentation.apply(to: source)
        let dark = image.pixels.count { $0 < 255 }
        // The released rotation keeps up to one pixel of its canvas's edge, which the resizing spreads in
        // tiny pictures; the distortion folds tiles.
        let tolerance =
          switch (operation, preset) {
          case (.distortion, _): image.pixels.count
          case (.rotation, .asReleasedCode) where min(width, height) >= 10: 3 * (width + height)
          case (.rotation, .asReleasedCode): image.pixels.count
          default: 0
          }
        #expect(dark <= tolerance, "\(augmentation) of \(width)×\(height): \(dark)")
      }
    }
  }

  @Test func equalKeysGiveEqualAugmentations() {
    func draw(
      seed: UInt64 = 1,
      source: String = "a",
      _ operation: AugmentationOperation = .skew,
      copy: Int = 0,
      pass: String = ""
    ) -> Augmentation {
      var stream = Augmentation.stream(
        seed: seed,
        source: SHA256Digest(source),
        operation: operation,
        copy: copy,
        pass: pass
      )
      return Augmentation(operation, .asPaper, width: 300, height: 200, from: &stream)
    }
    #expect(draw() == draw())
    let others = [
      draw(), draw(seed: 2), draw(source: "b"), draw(copy: 1), draw(pass: "1"), draw(.rotation),
    ]
    #expect(Set(others).count == others.count)
  }
}
