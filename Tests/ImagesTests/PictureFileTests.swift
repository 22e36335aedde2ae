import Foundation
import Images
import Testing

struct PictureFileTests {
  @Test func aTextNamedAsAPictureIsRecognised() {
    let problem = Fixture.problem {
      _ = try Image(decoding: Array("<html><body>Not found".utf8), name: "wren/3.jpg")
    }
    #expect(
      problem == "wren/3.jpg is no picture that can be read (begins with “<html><body>Not ”); "
        + "convert it to JPEG or PNG, or remove it from the data"
    )
  }

  @Test(
    arguments: [
      ([], "(it is empty)"), ([0x47, 0x49, 0x46, 0x00], "(begins with the bytes 47 49 46 00)"),
    ] as [([UInt8], String)]
  )
  func otherBeginningsAreNamed(bytes: [UInt8], beginning: String) {
    #expect(Fixture.problem { _ = try Image(decoding: bytes, name: "x") }.contains(beginning))
  }

  @Test func missingFilesAndDirectoriesAreNamed() {
    let missing = Fixture.problem { _ = try Image(contentsOf: Fixture.file("none.png")) }
    #expect(
      missing.hasSuffix("none.png does not exist; check the path and whether the data are complete")
    )
    let folder = Fixture.problem { _ = try Image(contentsOf: Fixture.folder) }
    #expect(folder.hasSuffix("is a directory; name a picture file"))
  }

  @Test func writesByExtension() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-images-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    let image = try Image(contentsOf: Fixture.file("rgb.png"))
    try image.write(to: folder.appending(path: "a.png"))
    #expect(try Image(contentsOf: folder.appending(path: "a.png")) == image)
    try image.write(to: folder.appending(path: "a.JPG"))
    #expect(
      try Data(contentsOf: folder.appending(path: "a.JPG")).starts(with: [0xFF, 0xD8])
    )
    let mask = GrayImage(luminanceOf: image)
    try Data(PNGCodec.encode(mask)).write(to: folder.appending(path: "m.png"))
    #expect(try GrayImage(contentsOf: folder.appending(path: "m.png")) == mask)
    let unknown = Fixture.problem { try image.write(to: folder.appending(path: "a.gif")) }
    #expect(
      unknown.hasSuffix(
        "has no extension that names a picture format; end the name in .png, .jpg or .jpeg"
      )
    )
    let nowhere = Fixture.problem { try image.write(to: folder.appending(path: "no/a.png")) }
    #expect(nowhere.hasPrefix("cannot write "))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
        "a.JPG", "a.png", "m.png",
      ]
    )
  }
}
