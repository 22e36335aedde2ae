import Images
import Testing

struct PNGCodecTests {
  @Test(arguments: [(1, 1), (3, 2), (17, 5), (64, 33)])
  func picturesSurviveTheRoundTrip(width: Int, height: Int) throws {
    let samples = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ 7 &* $0) }
    let image = Image(width: width, height: height, pixels: samples)
    #expect(try PNGCodec.decode(PNGCodec.encode(image), name: "round trip") == image)
    let mask = GrayImage(
      width: width,
      height: height,
      pixels: Array(samples.prefix(width * height))
    )
    #expect(try GrayImage(decoding: PNGCodec.encode(mask), name: "round trip") == mask)
  }
}
