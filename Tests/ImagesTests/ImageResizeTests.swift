import Images
import Testing

struct ImageResizeTests {
  @Test(arguments: [(16, 16), (64, 64), (43, 20), (20, 37), (7, 5), (1, 1), (97, 3), (44, 36)])
  func equalsPillow(width: Int, height: Int) throws {
    let image = try Fixture.image("444.jpg.rgb", width: 43, height: 37)
    let expected = try Fixture.image("resized-\(width)x\(height).rgb", width: width, height: height)
    #expect(image.resized(width: width, height: height) == expected)
  }

  @Test(arguments: [(64, 64), (43, 20), (7, 5), (51, 37)])
  func bicubicEqualsPillow(width: Int, height: Int) throws {
    let image = try Fixture.image("444.jpg.rgb", width: 43, height: 37)
    let expected = try Fixture.image("bicubic-\(width)x\(height).rgb", width: width, height: height)
    #expect(image.resized(width: width, height: height, filter: .bicubic) == expected)
  }

  @Test func theSameSizeChangesNothing() throws {
    let image = try Fixture.image("444.jpg.rgb", width: 43, height: 37)
    #expect(image.resized(width: 43, height: 37) == image)
  }

  @Test func extremeSamplesStay() {
    let white = Image(width: 31, height: 17, pixels: Array(repeating: 255, count: 31 * 17 * 3))
    #expect(white.resized(width: 7, height: 90).pixels.allSatisfy { $0 == 255 })
  }
}
