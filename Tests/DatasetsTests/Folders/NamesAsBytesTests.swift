import Datasets
import Files
import Foundation
import Testing

/// Folders whose names differ in the spelling of a letter alone, or are no text, and links.
struct NamesAsBytesTests {
  private static let spellings = [
    ("caf\u{E9}", "cafe\u{301}"), ("\u{D55C}", "\u{1112}\u{1161}\u{11AB}"), ("K", "\u{212A}"),
  ]

  private func load(_ folder: TemporaryFolder) throws(DatasetError) -> Dataset {
    try ImageFolder.load(
      name: "birds",
      root: folder.url,
      train: "train",
      projection: "train",
      test: "test"
    )
  }

  private func problems(_ folder: TemporaryFolder) throws -> [String] {
    try #require(throws: DatasetError.self) { try load(folder) }
      .problems.map { $0.replacing(folder.url.path, with: "ROOT") }
  }

  /// Both parts with the classes `ant` and `bee`.
  private func plain() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for part in ["train", "test"] {
      for name in ["ant", "bee"] { try folder.add("\(part)/\(name)/1.jpg") }
    }
    return folder
  }

  @Test(arguments: spellings)
  func anotherSpellingInAnotherPartIsRefused(_ one: String, _ other: String) throws {
    let folder = try plain()
    try folder.add("train/\(one)/1.jpg")
    try folder.add("test/\(other)/1.jpg")
    #expect(
      try problems(folder) == [
        "class '\(one.spelling)' of train is spelt '\(other.spelling)' in test; rename one of the two folders"
      ]
    )
  }

  @Test(arguments: spellings)
  func twoSpellingsInOnePartAreRefused(_ one: String, _ other: String) throws {
    let folder = try plain()
    for part in ["train", "test"] {
      for name in [one, other] { try folder.add("\(part)/\(name)/1.jpg") }
    }
    let (first, second) = ByteName(one) < ByteName(other) ? (one, other) : (other, one)
    #expect(
      try problems(folder)
        == ["train", "test"].map { part in
          "ROOT/\(part) has one class in two spellings, '\(first.spelling)' and '\(second.spelling)'; "
            + "rename one of the folders"
        }
    )
  }

  /// Files are two pictures, and the classes' order is that of code points, as torchvision has it.
  @Test func spellingsOfFilesAndTheOrderOfClassesAreKept() throws {
    let folder = try TemporaryFolder()
    for part in ["train", "test"] {
      for name in ["cafe\u{301}", "cafz", "\u{301}x"] { try folder.add("\(part)/\(name)/1.jpg") }
    }
    for name in ["\u{E9}", "e\u{301}", "\u{301}y", "\u{600}"] {
      try folder.add("train/cafz/\(name).jpg")
    }
    let dataset = try load(folder)
    #expect(dataset.classNames.hasSameBytes(as: ["cafe\u{301}", "cafz", "\u{301}x"]))
    #expect(dataset.test.images.map(\.classIndex) == [0, 1, 2])
    let names = dataset.train.images.filter { $0.classIndex == 1 }.map(\.path)
    #expect(
      names.hasSameBytes(
        as: ["1", "e\u{301}", "\u{E9}", "\u{301}y", "\u{600}"].map { "train/cafz/\($0).jpg" }
      )
    )
  }

  /// A checkpoint may have its classes in any order.
  @Test func aFolderIsLabelledByOthersClasses() throws {
    let folder = try plain()
    let test = folder.url.appending(path: "test")
    let dataset = try ImageFolder.load(test, classNames: ["bee", "ant"])
    #expect(dataset.test.images.map(\.path) == ["test/bee/1.jpg", "test/ant/1.jpg"])
    #expect(dataset.test.images.map(\.classIndex) == [0, 1])
    let error = try #require(throws: DatasetError.self) {
      try ImageFolder.load(test, classNames: ["ant", "bee", "cafe\u{301}"])
    }
    #expect(error.problems == ["class 'cafe\u{301}' of the checkpoint has no directory here"])
  }

  @Test(arguments: spellings)
  func aFolderInAnotherSpellingThanTheCheckpointIsRefused(_ one: String, _ other: String) throws {
    let folder = try plain()
    try folder.add("test/\(one)/1.jpg")
    let error = try #require(throws: DatasetError.self) {
      try ImageFolder.load(
        folder.url.appending(path: "test"),
        classNames: ["ant", "bee", other]
      )
    }
    #expect(
      error.problems == [
        "class '\(other.spelling)' of the checkpoint is spelt '\(one.spelling)' here; rename the folder"
      ]
    )
  }

  @Test(arguments: [[0x4D, 0xFC, 0x6C], [0xFF, 0xFE], [0x61, 0xC3]] as [[UInt8]])
  func namesThatAreNoTextAreRefusedByName(_ name: [UInt8]) throws {
    let folder = try plain()
    let shown = String(showing: name)
    try folder.add(name, to: "train/", isFolder: true)
    try folder.add(name + Array(".jpg".utf8), to: "test/ant/", isFolder: false)
    #expect(
      try problems(folder) == [
        "ROOT/train/\(shown) has a name that is not UTF-8; rename it",
        "ROOT/test/ant/\(shown).jpg has a name that is not UTF-8; rename it",
      ]
    )
  }

  @Test(arguments: [
    ("train/cat", "nowhere", "is a link to 'nowhere', which does not exist; mend or remove it"),
    ("train/cat", "cat", "is a link to 'cat', which leads back to itself; mend or remove it"),
    ("train/ant/9.jpg", "none", "is a link to 'none', which does not exist; mend or remove it"),
    ("train/ant/up", "..", "links back to a folder that it lies in; remove the link"),
    ("train/ant/self", ".", "links back to a folder that it lies in; remove the link"),
    ("train/ant/top", "/", "links back to a folder that it lies in; remove the link"),
  ])
  func linksThatLeadNowhereAreNamed(_ link: String, _ target: String, _ problem: String) throws {
    let folder = try plain()
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appending(path: link).path,
      withDestinationPath: target
    )
    #expect(try problems(folder) == ["ROOT/\(link) \(problem)"])
  }

  /// A pipe would be waited for without end.
  @Test func pipesAreNamed() throws {
    let folder = try plain()
    for name in ["pipe.jpg", "pipe"] {
      mkfifo(folder.url.appending(path: "train/ant/\(name)").path, 0o600)
    }
    #expect(try problems(folder) == ["ROOT/train/ant/pipe.jpg is no regular file; remove it"])
  }

  /// Other links are as good as folders.
  @Test func linksToOtherFoldersAreFollowed() throws {
    let folder = try plain()
    try folder.add("store/deep/2.jpg")
    for part in ["train", "test"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: "\(part)/cat").path,
        withDestinationPath: "../store"
      )
    }
    #expect(try load(folder).train.images.map(\.path).last == "train/cat/deep/2.jpg")
  }

  @Test(.enabled(if: geteuid() != 0))
  func foldersThatCannotBeListedAreNamed() throws {
    let folder = try plain()
    let closed = folder.url.appending(path: "train/bee").path
    chmod(closed, 0)
    defer { chmod(closed, 0o700) }
    #expect(try problems(folder) == ["ROOT/train/bee cannot be listed (Permission denied)"])
  }
}

extension TemporaryFolder {
  /// Creates a file or a folder with a name of any bytes in a folder that is there.
  fileprivate func add(_ name: [UInt8], to folder: String, isFolder: Bool) throws {
    let path = Array(url.appending(path: folder).path.utf8) + [UInt8(ascii: "/")] + name + [0]
    let made = path.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { path -> Bool in
      guard let path = path.baseAddress else { return false }
      if isFolder { return mkdir(path, 0o777) == 0 }
      let descriptor = open(path, O_WRONLY | O_CREAT, 0o666)
      return descriptor >= 0 && close(descriptor) == 0
    }
    #expect(made)
  }
}
