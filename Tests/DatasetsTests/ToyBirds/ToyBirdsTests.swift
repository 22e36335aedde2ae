import Datasets
import Foundation
import Images
import TestSupport
import Testing

struct ToyBirdsTests {
  private static let configuration = ToyBirds.Configuration(
    seed: 7,
    trainPerClass: 2,
    testPerClass: 1,
    pictureSize: 16
  )

  /// The files of a set that is drawn once; tests work on copies.
  private static let drawn = Result {
    let folder = try TemporaryFolder()
    try ToyBirds.write(to: folder.birds, configuration: configuration)
    return try Places.contents(of: folder.birds)
  }

  /// A folder with a drawn set in `birds/`.
  private func drawnFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (path, data) in try Self.drawn.get() { try folder.add("birds/" + path, [UInt8](data)) }
    return folder
  }

  private func write(_ folder: TemporaryFolder, seed: UInt64 = configuration.seed) throws {
    var configuration = Self.configuration
    configuration.seed = seed
    try ToyBirds.write(to: folder.birds, configuration: configuration)
  }

  /// The problem that an action throws, with the folder's place replaced.
  private func problem(_ folder: TemporaryFolder, _ action: () throws -> Void) -> String? {
    do {
      try action()
      return nil
    } catch let error as DatasetError {
      return error.problems.joined().replacingOccurrences(of: folder.url.path, with: "ROOT")
    } catch {
      return "another error: \(error)"
    }
  }

  @Test func aDrawnSetIsLoadedWithItsMasks() throws {
    let folder = try drawnFolder()
    let dataset = try ToyBirds.load(from: folder.birds, configuration: Self.configuration)
    #expect(dataset.name == "toy-birds")
    #expect(dataset.root == folder.birds)
    #expect(dataset.classNames == ToyBirds.classes.map(\.name))
    #expect(dataset.train.images.map(\.classIndex) == (0..<10).flatMap { [$0, $0] })
    #expect(dataset.test.images.map(\.classIndex) == Array(0..<10))
    #expect(dataset.projection.name == "projection")
    #expect(dataset.projection.images == dataset.train.images)
    #expect(dataset.train.images[1].path == "train/barred-swallowtail/001.png")
    for image in [dataset.train.images[5], dataset.test.images[9]] {
      #expect(image.contents.file.path == folder.birds.appending(path: image.path).path)
      let mask = try GrayImage(luminanceOf: #require(image.mask).image())
      #expect(try image.contents.image().width == 16)
      #expect(Set(mask.pixels) == [0, 255])
    }
    let listed = try ImageFolder.load(
      name: "toy-birds",
      root: folder.birds,
      train: "train",
      projection: "train",
      test: "test"
    )
    #expect(listed.train.images.map(\.path) == dataset.train.images.map(\.path))
    #expect(listed.test.images.map(\.classIndex) == dataset.test.images.map(\.classIndex))
  }

  @Test func theIndexTellsWhatThePicturesShow() throws {
    let folder = try drawnFolder()
    let index = try #require(try ToyBirds.Index(of: folder.birds))
    #expect(index.configuration == Self.configuration)
    #expect(index.parts == ["body", "head", "beak", "eye", "wing", "tail", "foot"])
    #expect(index.classes == ToyBirds.classes)
    #expect(index.images.count == 30)
    let entry = index.images[25]
    let picture = BirdPicture(classIndex: 5, split: .test, number: 0, seed: 7, size: 16)
    #expect(entry.path == "test/fork-tailed-finch/000.png")
    #expect(entry.classIndex == 5)
    #expect(entry.box == picture.box)
    #expect(entry.locations == picture.locations)
    let labels = try GrayImage(
      contentsOf: folder.birds.appending(path: "parts/" + entry.path)
    )
    #expect(labels == picture.parts)
  }

  @Test func picturesDoNotDependOnTheirNumber() throws {
    let folder = try drawnFolder()
    var more = Self.configuration
    more.testPerClass = 2
    let drawn = try Places.contents(of: folder.birds)
    #expect(drawn.count == 91)
    let index = folder.birds.appending(path: "index.json")
    try FileManager.default.removeItem(at: index)
    // The larger set accepts the pictures of the smaller one as its own.
    try ToyBirds.write(to: folder.birds, configuration: more)
    let all = try Places.contents(of: folder.birds)
    #expect(all.count == 121)
    for (path, data) in drawn where path != "index.json" { #expect(all[path] == data, "\(path)") }
  }

  @Test func anInterruptedDrawingIsCompletedToEqualBytes() throws {
    let folder = try drawnFolder()
    let whole = try Places.contents(of: folder.birds)
    let lost = ["index.json", "train/blue-footed-jay/001.png", "masks/test/red-footed-jay/000.png"]
    for path in lost {
      try FileManager.default.removeItem(at: folder.birds.appending(path: path))
    }
    try write(folder)
    #expect(try Places.contents(of: folder.birds) == whole)
    try FileManager.default.removeItem(at: folder.birds.appending(path: "parts"))
    try write(folder)
    #expect(try Places.contents(of: folder.birds) == whole)
  }

  @Test func aCompleteSetIsLeftAlone() throws {
    let folder = try drawnFolder()
    let picture = try folder.add("birds/train/blue-footed-jay/001.png", [1])
    let note = try folder.add("birds/notes.txt", [2])
    try write(folder)
    #expect(try Data(contentsOf: picture) == Data([1]))
    #expect(try Data(contentsOf: note) == Data([2]))
    #expect(try Places.contents(of: folder.birds).count == 92)
  }

  @Test func foldersOfOthersAreRefused() throws {
    let folder = try drawnFolder()
    var other = Self.configuration
    other.seed = 8
    let expected = """
      ROOT/birds holds a set of seed 7, 2+1 pictures per class of 16 pixels, not of seed 8, \
      2+1 pictures per class of 16 pixels; choose another folder or remove this one
      """
    #expect(problem(folder) { try write(folder, seed: 8) } == expected)
    #expect(
      problem(folder) { _ = try ToyBirds.load(from: folder.birds, configuration: other) }
        == expected
    )

    let index = folder.birds.appending(path: "index.json")
    try FileManager.default.removeItem(at: index)
    let pictures = try Places.contents(of: folder.birds)
    let different = problem(folder) { try write(folder, seed: 8) }
    #expect(different?.contains("is not the picture of a set of seed 8") == true)
    try folder.add("birds/train/mine/1.png")
    #expect(
      problem(folder) { try write(folder) } == """
        ROOT/birds holds files that are not of a set of seed 7, 2+1 pictures per class of \
        16 pixels, such as train/mine; choose an empty folder
        """
    )
    try folder.add("birds/index.json", [3])
    #expect(
      problem(folder) { try write(folder) }
        == "ROOT/birds/index.json is no index of toy birds; choose another folder or remove it"
    )
    let after = try Places.contents(of: folder.birds)
    for (path, data) in pictures { #expect(after[path] == data) }
  }

  @Test func missingAndIncompleteSetsAreNamed() throws {
    let folder = try drawnFolder()
    func load() throws {
      _ = try ToyBirds.load(from: folder.birds, configuration: Self.configuration)
    }
    let advice = "draw it with 'protopnet data synthesize'"
    let picture = "masks/train/blue-footed-jay/001.png"
    try FileManager.default.removeItem(at: folder.birds.appending(path: picture))
    #expect(
      problem(folder, load)
        == "1 pictures are missing from ROOT/birds, such as \(picture); \(advice)"
    )
    try FileManager.default.removeItem(at: folder.birds.appending(path: "index.json"))
    #expect(
      problem(folder, load)
        == "ROOT/birds has no index.json, so the set is incomplete; \(advice)"
    )
    try FileManager.default.removeItem(at: folder.birds)
    #expect(problem(folder, load) == "the directory ROOT/birds does not exist; \(advice)")
  }
}

extension TemporaryFolder {
  fileprivate var birds: URL { url.appending(path: "birds", directoryHint: .isDirectory) }
}
