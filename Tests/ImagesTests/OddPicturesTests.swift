import Foundation
import Images
import Testing

/// Pictures of all kinds and faults beside what Pillow makes of them; `make_odd_pictures.py` makes them.
struct OddPicturesTests {
  /// What Pillow reads and this program does not: each is named, none is read as something else.
  private static let refusedHere: [String: String] = [
    "picture.gif": "is a GIF picture, which is not read",
    "gif-named.jpg": "is a GIF picture, which is not read",
    "picture.tif": "is a TIFF picture, which is not read",
    "run-length.bmp": "is a BMP picture with run-length encoding, a kind that is not read",
    "text.ppm": "is a portable picture of text or bits, a kind that is not read",
    "bits.ppm": "is a portable picture of text or bits, a kind that is not read",
  ]

  @Test func areReadAsPillowReadsThem() throws {
    let lines = String(decoding: try Fixture.bytes("odd.txt"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count > 150)
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let bytes = try Fixture.bytes("odd/\(words[0])")
      var outcome = ["refused"]
      let problem = Fixture.problem {
        let image = try PictureFile.decode(bytes, name: words[0], gray16: .clipped).image
        outcome = ["\(image.width)", "\(image.height)", "\(Fixture.checksum(image))"]
      }
      if let reason = Self.refusedHere[words[0]] {
        #expect(problem.hasPrefix("\(words[0]) \(reason)"), "\(problem)")
      } else {
        #expect(outcome == Array(words[1...]), "\(words[0]): \(problem)")
      }
    }
  }

  /// Faults that do no harm to the samples, or that Pillow reads past.
  @Test(arguments: [
    ("stray-before-tables.jpg", "Corrupt JPEG data: 3 extraneous bytes before marker 0xdb"),
    ("jfif-2.jpg", "Warning: unknown JFIF revision number 2.01"),
    ("restart-missing.jpg", "Corrupt JPEG data: 42 extraneous bytes before marker 0xd2"),
    ("wrong-idat-crc.png", "wrong checksum of its IDAT chunk"),
    ("without-end.png", "no IEND chunk at its end"),
    ("without-end-crc.png", "it ends before the checksum of its IEND chunk"),
    ("too-few-rows.png", "too few rows"),
  ])
  func faultsAreRemarked(name: String, remark: String) throws {
    #expect(try PictureFile.decode(try Fixture.bytes("odd/\(name)"), name: name).remark == remark)
  }

  @Test(arguments: [
    "plain.jpg", "two.jpg", "trailing.jpg", "restart.jpg", "rotated-by-exif.jpg", "plain.png",
    "trailing.png", "many-idat.png", "animated.png", "lossy.webp", "plain.bmp", "plain.ppm",
  ])
  func soundPicturesHaveNoRemark(name: String) throws {
    #expect(try PictureFile.decode(try Fixture.bytes("odd/\(name)"), name: name).remark == nil)
  }

  @Test(arguments: [
    ("12-bit.jpg", "is a JPEG picture of 12-bit samples, a kind that is not read"),
    ("lossless.jpg", "is a JPEG picture without loss, a kind that is not read"),
    ("page.jpg", "is no picture that can be read (begins with “<!DOCTYPE html><”)"),
    ("pointer.jpg", "is a pointer of Git LFS, not the picture; fetch the pictures"),
    ("empty.jpg", "is no picture that can be read (it is empty)"),
    ("cut-by-200.jpg", "is a truncated or damaged JPEG picture (its data end too early)"),
    ("cut-in-samples.png", "is a PNG picture cut off after"),
    ("cut.webp", "is a truncated or damaged WebP picture (it is cut off"),
  ])
  func refusalsNameTheReason(name: String, reason: String) throws {
    let bytes = try Fixture.bytes("odd/\(name)")
    let problem = Fixture.problem { _ = try PictureFile.decode(bytes, name: name) }
    #expect(problem.hasPrefix("\(name) \(reason)"), "\(problem)")
  }

  /// The two things that gray of 16 bits may become.
  @Test func grayOfSixteenBitsIsScaledOrClipped() throws {
    let bytes = try Fixture.bytes("odd/gray-16-dark.png")
    let scaled = try PictureFile.decode(bytes, name: "dark").image.pixels
    let clipped = try PictureFile.decode(bytes, name: "dark", gray16: .clipped).image.pixels
    // Its samples are below 512: their high byte is 0 or 1.
    #expect(Set(scaled) == [0, 1])
    #expect(zip(scaled, clipped).allSatisfy { $0 == 0 || $1 == 255 })
    #expect(Set(clipped).count > 50)
  }
}
