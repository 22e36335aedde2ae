import Datasets
import Digests
import Foundation
import Testing

struct ImageFolderTests {
  private func load(_ folder: TemporaryFolder, projection: String = "train") throws -> Dataset {
    try ImageFolder.load(
      name: "birds",
      root: folder.url,
      train: "train",
      projection: projection,
      test: "test"
    )
  }

  private func problems(_ folder: TemporaryFolder, projection: String = "train") -> [String] {
    do {
      _ = try load(folder, projection: projection)
      return []
    } catch let error as DatasetError {
      return error.problems.map { $0.replacingOccurrences(of: folder.url.path, with: "ROOT") }
    } catch {
      return ["\(error)"]
    }
  }

  @Test func classesAndFilesAreSortedAsTorchvisionSortsThem() throws {
    let folder = try TemporaryFolder()
    for path in [
      "wren/10.jpg", "wren/9.PNG", "wren/.hidden.jpg", "wren/notes.txt", "wren/b/1.jpeg",
      "wren/a-b/2.jpg", "Jay/x.jpg", "jay/é.jpg", "jay/z.jpg", "jay/a.gif", ".git/1.jpg",
    ] {
      try folder.add("train/\(path)")
    }
    for name in ["wren", "Jay", "jay"] { try folder.add("test/\(name)/1.jpg") }
    try folder.add("train/README.jpg")
    let dataset = try load(folder)
    #expect(dataset.classNames == ["Jay", "jay", "wren"])
    #expect(
      dataset.train.images.map(\.path) == [
        "train/Jay/x.jpg", "train/jay/z.jpg", "train/jay/é.jpg", "train/wren/10.jpg",
        "train/wren/9.PNG", "train/wren/a-b/2.jpg", "train/wren/b/1.jpeg",
      ]
    )
    #expect(dataset.train.images.map(\.classIndex) == [0, 1, 1, 2, 2, 2, 2])
    #expect(dataset.projection.images == dataset.train.images)
    #expect(dataset.projection.name == "projection")
    #expect(dataset.test.images.map(\.classIndex) == [0, 1, 2])
    for image in dataset.train.images {
      #expect(image.contents.file.path == folder.url.appending(path: image.path).path)
    }
  }

  @Test func allProblemsAreReportedAtOnce() throws {
    let folder = try TemporaryFolder()
    for path in ["train/jay/1.jpg", "train/wren/1.jpg", "test/jay/1.jpg", "test/owl/1.jpg"] {
      try folder.add(path)
    }
    try folder.add("train/tit/notes.txt")
    #expect(
      problems(folder, projection: "train-cropped") == [
        "ROOT/train/tit has no picture (.jpg, .jpeg, .png, .ppm, .bmp, .pgm, .tif, .tiff, .webp); "
          + "add pictures or remove the folder",
        "the directory ROOT/train-cropped does not exist; it must hold one folder of pictures per class",
        "class 'tit' is missing from test; add pictures of it or remove it from train",
        "class 'wren' is missing from test; add pictures of it or remove it from train",
        "class 'owl' of test is unknown in train; add it there or remove it",
      ]
    )
  }

  @Test func aMissingRootAndAMissingSplitAreNamed() throws {
    let folder = try TemporaryFolder()
    #expect(
      problems(folder).first
        == "the directory ROOT/train does not exist; it must hold one folder of pictures per class"
    )
    let nowhere = folder.url.appending(path: "none")
    #expect(throws: DatasetError.self) {
      try ImageFolder.load(
        name: "x",
        root: nowhere,
        train: "train",
        projection: "train",
        test: "test"
      )
    }
    try folder.add("train/picture.jpg")
    try folder.add("test/jay/1.jpg")
    #expect(
      problems(folder).contains(
        "ROOT/train has no class folders; put the pictures into one per class"
      )
    )
  }

  @Test func theErrorListsItsProblems() {
    let one = DatasetError(dataset: "birds", problems: ["a"])
    #expect("\(one)" == "data set 'birds': a")
    let two = DatasetError(dataset: "birds", problems: ["a", "b"])
    #expect("\(two)" == "data set 'birds' has 2 problems:\n  - a\n  - b")
  }

  @Test func theDigestCoversPathsLabelsAndContents() throws {
    let folder = try TemporaryFolder()
    let file = try folder.add("a.png", [1, 2, 3])
    func digest(_ path: String = "a.png", _ classIndex: Int = 0) throws -> SHA256Digest {
      try ImageSet(
        name: "train",
        images: [LabelledImage(path: path, file: file, classIndex: classIndex)]
      ).digest()
    }
    let reference = try digest()
    #expect(try digest() == reference)
    #expect(try digest("b.png") != reference)
    #expect(try digest("a.png", 1) != reference)
    try folder.add("a.png", [1, 2, 4])
    #expect(try digest() != reference)
    try FileManager.default.removeItem(at: file)
    #expect(throws: DatasetError.self) { try digest() }
  }
}
