import Foundation
import Images
import Testing

/// Real photos beside the repository, which are not part of it.
struct PhotoTests {
  private static let photos =
    (ProcessInfo.processInfo.environment["PROTOPNET_PHOTOS"].map { URL(fileURLWithPath: $0) })
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data/flowers17").standardizedFileURL

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: photos.path),
      "no photos beside the repository"
    )
  )
  func decodingAndResizingEqualPillow() throws {
    let lines = String(decoding: try Fixture.bytes("photos.txt"), as: UTF8.self).split(
      separator: "\n"
    )
    #expect(lines.count == 20)
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let image = try Image(contentsOf: Self.photos.appending(path: words[0]))
      #expect(String(Fixture.checksum(image)) == words[1], "decoding \(words[0])")
      #expect(
        String(Fixture.checksum(image.resized(width: 224, height: 224))) == words[2],
        "resizing \(words[0])"
      )
    }
  }
}
