import Datasets
import Foundation
import Testing

/// What a folder's pictures of other formats and under other names become.
struct OtherFormatsTests {
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for path in ["train/ant/0.png", "train/bee/0.png", "test/ant/0.png", "test/bee/0.png"] {
      try folder.addPicture(path, width: 4, height: 4, seed: path.count)
    }
    return folder
  }

  private func load(_ folder: TemporaryFolder) throws -> Dataset {
    try ImageFolder.load(
      name: "insects",
      root: folder.url,
      train: "train",
      projection: "train",
      test: "test"
    )
  }

  private static let gif = Array("GIF89a0123456789".utf8)
  private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 0, count: 20)

  @Test func picturesUnderOtherNamesAreCountedAndNamed() throws {
    let folder = try folder()
    try folder.add("train/ant/a.gif", Self.gif)
    try folder.add("train/ant/b.gif", Self.gif)
    try folder.add("train/ant/c.jfif", Self.jpeg)
    try folder.add("test/bee/deep/d", Self.jpeg)
    let dataset = try load(folder)
    #expect(dataset.train.count == 2)
    #expect(
      dataset.notes == [
        "test/bee/deep: 1 JPEG picture left out, as torchvision leaves them out (d); give it a name in "
          + ".png or .jpg to have it read",
        "train/ant: 2 GIF pictures left out, as torchvision leaves them out (a.gif, …); give it a name "
          + "in .png or .jpg to have it read after converting it",
        "train/ant: 1 JPEG picture left out, as torchvision leaves them out (c.jfif); give it a name "
          + "in .png or .jpg to have it read",
      ]
    )
  }

  @Test func whatIsNoPictureIsNotNamed() throws {
    let folder = try folder()
    try folder.add("train/ant/notes.txt", Array("PNG, BM, P6: all of them words".utf8))
    try folder.add("train/ant/Thumbs.db", [UInt8](repeating: 0xD0, count: 40))
    try folder.add("train/ant/empty")
    #expect(try load(folder).notes == [])
  }

  @Test func everyExtensionOfTorchvisionIsOfTheSet() throws {
    let folder = try folder()
    for name in ["1.JPG", "2.jpeg", "3.ppm", "4.bmp", "5.pgm", "6.webp", "7.WebP"] {
      try folder.add("train/bee/\(name)", Self.jpeg)
    }
    #expect(try load(folder).train.count == 9)
  }

  @Test func aFormatThatIsNotReadIsAnErrorThatCountsIt() throws {
    let folder = try folder()
    try folder.add("train/bee/1.tif")
    try folder.add("train/bee/2.TIFF")
    let error = try #require(throws: DatasetError.self) { try load(folder) }
    #expect(
      error.problems.map { $0.replacing(folder.url.path, with: "ROOT") } == [
        "ROOT/train/bee has 2 TIFF pictures (1.tif, …), which torchvision reads and this program does "
          + "not; convert them to PNG"
      ]
    )
  }
}
