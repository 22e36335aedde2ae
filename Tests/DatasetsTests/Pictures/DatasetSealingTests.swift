import Datasets
import Foundation
import Images
import Testing

/// What is known of pictures once a data set is sealed.
struct DatasetSealingTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for path in ["train/ant/0.png", "train/bee/0.png", "test/ant/0.png", "test/bee/0.png"] {
      try folder.addPicture(path, width: 9, height: 8, seed: path.count)
    }
  }

  private func sealed() throws -> Dataset {
    try ImageFolder.load(
      name: "insects",
      root: folder.url,
      train: "train",
      projection: "train",
      test: "test"
    ).sealed()
  }

  /// A JPEG picture with stray bytes before its tables, which libjpeg warns of and Pillow accepts.
  private func oddPicture() throws -> [UInt8] {
    let pixels = (0..<16 * 16 * 3).map { UInt8(truncatingIfNeeded: $0 &* 5) }
    let file = try JPEGCodec.encode(Image(width: 16, height: 16, pixels: pixels))
    return file.prefix(20) + [1, 2, 3] + file.dropFirst(20)
  }

  /// Once, although training and projection both read it.
  @Test func aDamagedPictureThatIsReadIsRemarkedOnce() throws {
    try folder.add("train/ant/1.jpg", oddPicture())
    #expect(
      try sealed().remarks == [
        "train/ant/1.jpg is read although it is damaged (Corrupt JPEG data: 3 extraneous bytes before "
          + "marker 0xdb)"
      ]
    )
  }

  @Test func manyDamagedPicturesAreCounted() throws {
    for number in 10..<34 { try folder.add("train/ant/\(number).jpg", oddPicture()) }
    let remarks = try sealed().remarks
    #expect(remarks.count == 21)
    #expect(remarks.last == "4 more pictures are read although they are damaged")
  }

  @Test func everyPictureThatCannotBeReadIsNamed() throws {
    try folder.add("train/ant/1.jpg", Array("<html>".utf8))
    try folder.add("train/bee/2.jpg", Array(try oddPicture().dropLast(200)))
    let error = try #require(throws: DatasetError.self) { try sealed() }
    #expect(error.problems.count == 2)
    #expect(
      error.problems[0].contains("ant/1.jpg is no picture that can be read (begins with “<html>”")
    )
    #expect(error.problems[1].contains("bee/2.jpg is a truncated or damaged JPEG picture ("))
  }

  @Test func soundPicturesHaveNoRemark() throws { #expect(try sealed().remarks == []) }
}
