import Datasets
import Digests
import Foundation
import Images
import Synchronization
import Testing

struct PictureSealTests {
  private let folder: TemporaryFolder
  private let dataset: Dataset

  init() throws {
    folder = try TemporaryFolder()
    for (index, path) in ["jay/a.png", "jay/b.png", "owl/a.png"].enumerated() {
      try folder.addPicture("train/\(path)", width: 12, height: 12, seed: index)
      try folder.addPicture("test/\(path)", width: 12, height: 12, seed: 10 + index)
    }
    dataset = try ImageFolder.load(
      name: "birds",
      root: folder.url,
      train: "train",
      projection: "train",
      test: "test"
    )
  }

  private func problem(_ image: LabelledImage) throws -> String {
    let error = try #require(throws: ImageError.self) { try image.contents.read() }
    return "\(error)".replacing(folder.url.path, with: "…")
  }

  @Test func sealedPicturesReadAsBeforeAndKeepTheirDigest() throws {
    let sealed = try dataset.sealed()
    #expect(sealed.projection.images == sealed.train.images)
    #expect(sealed.classNames == dataset.classNames)
    for (plain, image) in zip(dataset.splits, sealed.splits) {
      #expect(try plain.digest() == image.digest())
      #expect(plain.images.map(\.path) == image.images.map(\.path))
    }
    #expect(
      try sealed.test.images.map { try $0.contents.read() }
        == dataset.test.images.map { try $0.contents.read() }
    )
  }

  @Test func aReplacedPictureIsRefusedByName() throws {
    let sealed = try dataset.sealed()
    try folder.addPicture("train/jay/b.png", width: 12, height: 12, seed: 99)
    let digest = try dataset.train.images[1].contents.digest()
    let before = try sealed.train.images[1].contents.digest()
    #expect(
      try problem(sealed.train.images[1]) == """
        …/train/jay/b.png has changed since the run began: its SHA-256 digest was \
        \(before.prefix(12))…, and is \(digest.prefix(12))…; put it back, or start another run
        """
    )
    _ = try sealed.train.images[0].contents.read()
    _ = try sealed.test.images[1].contents.read()
  }

  /// As a program does that restores the times of what it writes.
  @Test func aPictureChangedInPlaceAtEqualLengthAndTimeIsRefused() throws {
    let sealed = try dataset.sealed()
    let file = sealed.train.images[0].contents.file
    var bytes = try sealed.train.images[0].contents.read()
    let time = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
    bytes[bytes.count - 1] ^= 1
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: bytes)
    try handle.close()
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(time)],
      ofItemAtPath: file.path
    )
    #expect(try problem(sealed.train.images[0]).contains(" has changed since the run began: "))
  }

  @Test func aPictureThatWasTouchedOrPutBackIsTheSame() throws {
    let sealed = try dataset.sealed()
    let image = sealed.train.images[0]
    let bytes = try image.contents.read()
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)],
      ofItemAtPath: image.contents.file.path
    )
    #expect(try image.contents.read() == bytes)
    try folder.add("train/jay/a.png", [1, 2, 3])
    #expect(throws: ImageError.self) { try image.contents.read() }
    try folder.add("train/jay/a.png", bytes)
    #expect(try image.contents.read() == bytes)
    #expect(try image.contents.read() == bytes)
  }

  @Test func aPictureThatIsGoneIsNamed() throws {
    let sealed = try dataset.sealed()
    try FileManager.default.removeItem(at: sealed.test.images[2].contents.file)
    #expect(
      try problem(sealed.test.images[2])
        == "…/test/owl/a.png is gone since the run began; put it back, or start another run"
    )
  }

  @Test func packedPicturesAreHeldToTheirBytesOneByOne() throws {
    let file = try folder.add("pack", [0])
    let packed = Holder([[1, 2], [3, 4]])
    let pack = PackedPictures(file: file) { (index) throws(ImageError) in packed.read(index) }
    let images = (0..<2).map {
      LabelledImage(path: "train/\($0)", contents: .packed(pack, index: $0), classIndex: 0)
    }
    let set = ImageSet(name: "train", images: images)
    let sealed = try Dataset(
      name: "packed",
      root: folder.url,
      classNames: ["one"],
      train: set,
      projection: set,
      test: set
    )
    .sealed().train.images
    packed.replace(1, by: [3, 5])
    try folder.add("pack", [0, 0])
    #expect(try sealed[0].contents.read() == [1, 2])
    #expect(
      try problem(sealed[1]).hasPrefix("picture 1 of …/pack has changed since the run began:")
    )
  }

  /// Pictures that a test changes.
  private final class Holder: Sendable {
    private let pictures: Mutex<[[UInt8]]>
    init(_ pictures: [[UInt8]]) { self.pictures = Mutex(pictures) }
    func read(_ index: Int) -> [UInt8] { pictures.withLock { $0[index] } }
    func replace(_ index: Int, by bytes: [UInt8]) { pictures.withLock { $0[index] = bytes } }
  }
}
