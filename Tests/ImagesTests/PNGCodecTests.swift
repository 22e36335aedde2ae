import Images
import Testing

struct PNGCodecTests {
  @Test(arguments: [(1, 1), (3, 2), (17, 5), (64, 33)])
  func picturesSurviveTheRoundTrip(width: Int, height: Int) throws {
    let samples = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ 7 &* $0) }
    let image = Image(width: width, height: height, pixels: samples)
    #expect(try PNGCodec.decode(PNGCodec.encode(image), name: "round trip").image == image)
    let mask = GrayImage(
      width: width,
      height: height,
      pixels: Array(samples.prefix(width * height))
    )
    let decoded = try PNGCodec.decode(PNGCodec.encode(mask), name: "round trip").image
    #expect(GrayImage(luminanceOf: decoded) == mask)
  }

  @Test func incompressiblePicturesFit() throws {
    var state: UInt64 = 1
    let samples = (0..<700 * 300 * 3).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    let image = Image(width: 700, height: 300, pixels: samples)
    #expect(try PNGCodec.decode(PNGCodec.encode(image), name: "noise").image == image)
  }

  @Test(arguments: [
    "rgb", "gray", "gray-1bit", "rgba", "gray-alpha", "palette", "palette-transparent", "gamma",
    "interlaced", "rgb-16bit", "gray-16bit", "rgba-16bit",
  ])
  func decodesAsPillowDoes(name: String) throws {
    let expected = try Fixture.image("\(name).png.rgb", width: 19, height: 13)
    #expect(try Image(contentsOf: Fixture.file("\(name).png")) == expected)
  }

  @Test func everyTruncationWithinTheSamplesThrows() throws {
    let bytes = try Fixture.bytes("palette.png")
    // Behind them lie the end of their code, their checksums and a chunk without contents.
    for count in 8..<bytes.count - 24 {
      let problem = Fixture.problem {
        _ = try Image(decoding: Array(bytes[..<count]), name: "x.png")
      }
      #expect(
        problem
          == "x.png is a PNG picture cut off after \(count) bytes; copy or download the picture "
          + "again, or remove it from the data"
      )
    }
  }

  @Test func damagedSamplesThrow() throws {
    var bytes = try Fixture.bytes("rgb.png")
    bytes[bytes.count / 2] ^= 0x10
    let problem = Fixture.problem { _ = try Image(decoding: bytes, name: "x.png") }
    #expect(problem.hasPrefix("x.png is a damaged PNG picture ("))
  }

  @Test func extentsOfNoRealPictureThrow() throws {
    var bytes = try Fixture.bytes("rgb.png")
    bytes[17] = 0x7F
    let problem = Fixture.problem { _ = try Image(decoding: bytes, name: "x.png") }
    #expect(!problem.isEmpty)
  }

  /// A few bytes that ask for half a gigabyte.
  @Test func moreThanFiftyMillionPixelsAreRefused() throws {
    var bytes = try Fixture.bytes("rgb.png")
    // The extents are big-endian behind the signature, the first chunk's length and its kind.
    for (offset, value) in [(16, 13_000), (20, 13_000)] {
      for byte in 0..<4 { bytes[offset + byte] = UInt8(value >> (24 - 8 * byte) & 0xFF) }
    }
    let check = crc(bytes[12..<29])
    for byte in 0..<4 { bytes[29 + byte] = UInt8(check >> (24 - 8 * UInt32(byte)) & 0xFF) }
    let problem = Fixture.problem { _ = try Image(decoding: bytes, name: "bomb.png") }
    #expect(
      problem == """
        bomb.png has 13000×13000 pixels, and none or more than 50000000 are not decoded; scale \
        the picture down
        """
    )
  }

  /// The check of a chunk, as the PNG specification defines it.
  private func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { check, byte in
      (0..<8).reduce(check ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
  }

  /// 75 MB of nothing, in a small file.
  @Test func picturesFarLargerThanTheirFileAreRefused() {
    let pixels = [UInt8](repeating: 7, count: 5000 * 5000 * 3)
    let bytes = PNGCodec.encode(Image(width: 5000, height: 5000, pixels: pixels))
    let problem = Fixture.problem { _ = try PNGCodec.decode(bytes, name: "x.png") }
    let refusal =
      "x.png has 5000×5000 pixels in \(bytes.count) bytes, and would take 71 MB of memory"
    #expect(problem.hasPrefix(refusal), "\(problem)")
  }
}
