import Images
import Testing

struct JPEGCodecTests {
  @Test(arguments: ["420", "422", "444", "progressive", "gray", "cmyk", "ycck"])
  func decodesAsPillowDoes(name: String) throws {
    let expected = try Fixture.image("\(name).jpg.rgb", width: 43, height: 37)
    #expect(try Image(contentsOf: Fixture.file("\(name).jpg")) == expected)
  }

  @Test func encodesAsPillowDoes() throws {
    let image = try Fixture.image("444.jpg.rgb", width: 43, height: 37)
    let decoded = try JPEGCodec.decode(try JPEGCodec.encode(image), name: "round trip").image
    let close = zip(decoded.pixels, image.pixels).map { abs(Double($0) - Double($1)) }
    #expect(close.reduce(0, +) / Double(close.count) < 24)
    // 0xC0 starts the frame; its sampling factors 0x22, 0x11, 0x11 say 4:2:0.
    let file = try JPEGCodec.encode(image, quality: 75)
    let frame = try #require(
      zip(file.indices, file.dropFirst()).first { file[$0.0] == 0xFF && $0.1 == 0xC0 }?.0
    )
    #expect([file[frame + 11], file[frame + 14], file[frame + 17]] == [0x22, 0x11, 0x11])
  }

  @Test func tablesOfQuality75AreThoseOfPillow() throws {
    func luminanceTable(_ bytes: [UInt8]) throws -> [UInt8] {
      let start = try #require(
        bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDB }
      )
      return Array(bytes[start + 5..<start + 69])
    }
    let image = try Fixture.image("420.jpg.rgb", width: 43, height: 37)
    let ours = try luminanceTable(try JPEGCodec.encode(image))
    #expect(ours == (try luminanceTable(try Fixture.bytes("420.jpg"))))
  }

  @Test(arguments: ["420.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg"])
  func truncatedFilesThrow(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for count in stride(from: 3, to: bytes.count - 2, by: 29) {
      let problem = Fixture.problem { _ = try Image(decoding: Array(bytes[..<count]), name: name) }
      #expect(problem.hasPrefix("\(name) is a truncated or damaged JPEG picture ("))
    }
  }

  /// What Pillow shows of damaged samples is shown here, with a remark.
  @Test func damagedDataAreRemarked() throws {
    var bytes = try Fixture.bytes("444.jpg")
    for index in bytes.count / 2..<bytes.count / 2 + 40 { bytes[index] = 0xA5 }
    let remark = try JPEGCodec.decode(bytes, name: "x.jpg").remark
    #expect(remark?.hasPrefix("Corrupt JPEG data: ") == true)
  }

  /// A few bytes that announce a large picture are no reason to take its memory.
  ///
  /// Decoded pixels of 3 bytes fit into 64 MB up to 4729 × 4729; a progressive file's coefficients take 3 to 6 more.
  @Test(arguments: [("420", 5000, false), ("420", 4000, true), ("progressive", 4000, false)])
  func picturesFarLargerThanTheirFileAreRefused(name: String, edge: Int, isTried: Bool) throws {
    var bytes = try Fixture.bytes("\(name).jpg")
    let start: UInt8 = name == "progressive" ? 0xC2 : 0xC0
    let frame = try #require(
      bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == start }
    )
    let extent = [UInt8(edge >> 8), UInt8(edge & 0xFF)]
    bytes.replaceSubrange(frame + 5..<frame + 9, with: extent + extent)
    let problem = Fixture.problem { _ = try JPEGCodec.decode(bytes, name: "x.jpg") }
    let refusal = "x.jpg has \(edge)×\(edge) pixels in \(bytes.count) bytes, and would take"
    // What is decoded ends early, and is gray from there on, as in Pillow.
    #expect(problem.hasPrefix(refusal) == !isTried && problem.isEmpty == isTried, "\(problem)")
  }
}
