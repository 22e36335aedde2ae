import Datasets
import Digests
import Files
import Foundation
import Images
import Recipe
import Synchronization
import TestSupport
import Testing

struct OfflineAugmentationTests {
  private let folder: TemporaryFolder
  private let dataset: Dataset
  private static let copies: [AugmentationOperation: Int] = [
    .rotation: 2, .skew: 1, .shear: 1, .distortion: 1,
  ]

  init() throws {
    folder = try TemporaryFolder()
    for (index, path) in [
      "jay/b.png", "jay/a.png", "jay/left/c.png", "owl/a.png", "owl/d.png", "owl/a.png.png",
    ].enumerated() {
      try folder.addPicture("train/\(path)", width: 30 + index, height: 25 - index, seed: index)
    }
    dataset = try ImageFolder.load(
      name: "birds",
      root: folder.url,
      train: "train",
      projection: "train",
      test: "train"
    )
  }

  private func augmentation(
    _ name: String = "out",
    seed: UInt64 = 7,
    copies: [AugmentationOperation: Int] = copies,
    originals: Bool = true,
    of sources: [LabelledImage]? = nil
  ) throws -> OfflineAugmentation {
    try OfflineAugmentation(
      AugmentationSettings(
        preset: .asReleasedCode,
        seed: seed,
        copies: copies,
        includesOriginals: originals
      ),
      of: sources ?? dataset.train.images,
      in: "train",
      folder: folder.url.appending(path: name)
    )
  }

  /// Every file under a folder, hidden ones too, with its contents.
  private func contents(of name: String) throws -> [String: Data] {
    try Places.contents(of: folder.url.appending(path: name))
  }

  private func problem(_ body: () throws -> Void) throws -> String {
    try #require(throws: DatasetError.self) { try body() }.problems.joined(separator: "\n")
      .replacing(folder.url.path, with: "…")
  }

  @Test func makesEveryCopyAndListsIt() throws {
    let augmentation = try augmentation()
    var progress: [Int] = []
    let outcome = try augmentation.run(threadCount: 2) { done, total in
      progress.append(done)
      #expect(total == 6)
    }
    #expect((outcome.madeCount, outcome.keptCount) == (36, 0))
    #expect(progress == Array(1...6))
    #expect(augmentation.outputCount == 36)

    // Another toolkit that lists the folder finds the same pictures in the same order.
    let listed = try ImageFolder.load(
      name: "augmented",
      root: folder.url,
      train: "out",
      projection: "train",
      test: "train"
    )
    #expect(listed.classNames == ["jay", "owl"])
    #expect(listed.train.images == augmentation.images)

    let files = try contents(of: "out")
    let manifest = try #require(files["manifest.jsonl"])
    let lines = try manifest.split(separator: 10).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
    #expect(files.count == 37)
    #expect(lines.count == 37)
    #expect(lines[0]["format"] as? String == "protopnet-augmentation")
    #expect(lines[0]["outputCount"] as? Int == 36)
    for line in lines.dropFirst() {
      let path = try #require(line["path"] as? String)
      let data = try #require(files[path])
      #expect(line["digest"] as? String == "\(SHA256Digest(data))")
      #expect(line["byteCount"] as? Int == data.count)
      let source = try #require(line["source"] as? String)
      let original = try Image(contentsOf: folder.url.appending(path: source))
      let image = try Image(decoding: Array(data), name: path)
      #expect((image.width, image.height) == (original.width, original.height))
      #expect(path.hasPrefix(source.dropFirst("train/".count)))
      if line["copy"] == nil {
        #expect(try Data(contentsOf: folder.url.appending(path: source)) == data)
      } else {
        #expect(data.starts(with: [0xFF, 0xD8, 0xFF]))
        #expect(line["isMirrored"] is Bool)
        let operations = ["rotation", "skew", "shear", "distortion"].filter { line[$0] != nil }
        #expect(operations.count == 1 && path.contains("-\(operations[0])-"))
      }
    }
  }

  @Test func bytesAreTheSameForAnyNumberOfThreads() throws {
    for (name, threads) in [("one", 1), ("two", 2), ("five", 5)] {
      _ = try augmentation(name).run(threadCount: threads)
    }
    #expect(try contents(of: "one") == contents(of: "two"))
    #expect(try contents(of: "one") == contents(of: "five"))
  }

  @Test func aCopyDependsOnItsOwnKeysAlone() throws {
    _ = try augmentation("all").run(threadCount: 2)
    let one = dataset.train.images.filter { $0.path == "train/owl/d.png" }
    _ = try augmentation("alone", copies: [.rotation: 1], originals: false, of: one)
      .run(threadCount: 1)
    _ = try augmentation("other", seed: 8).run(threadCount: 1)
    let path = "owl/d.png-rotation-0.jpg"
    let (all, alone, other) = (
      try contents(of: "all"), try contents(of: "alone"), try contents(of: "other")
    )
    #expect(Set(alone.keys) == [path, "manifest.jsonl"])
    #expect(all[path] != nil && all[path] == alone[path])
    #expect(all[path] != other[path])
    #expect(all[path] != all["owl/d.png-rotation-1.jpg"])
  }

  @Test func runningAgainDoesNothing() throws {
    let augmentation = try augmentation()
    _ = try augmentation.run(threadCount: 2)
    func dates() throws -> [Date?] {
      try
        (augmentation.images.map(\.contents.file.path) + [
          augmentation.folder.path + "/manifest.jsonl"
        ])
        .map { try FileManager.default.attributesOfItem(atPath: $0)[.modificationDate] as? Date }
    }
    let before = try dates()
    let outcome = try augmentation.run(threadCount: 2) { _, _ in Issue.record("some work") }
    #expect((outcome.madeCount, outcome.keptCount) == (0, 36))
    #expect(try dates() == before)
  }

  /// The state that a kill leaves: a journal with a torn line, some files, an unfinished one.
  @Test(arguments: [0, 1, 9, 20])
  func goesOnAfterAKill(keptLineCount: Int) throws {
    let augmentation = try augmentation()
    _ = try augmentation.run(threadCount: 1)
    let whole = try contents(of: "out")
    let out = augmentation.folder
    let lines = try #require(whole["manifest.jsonl"]).split(separator: 10)
    let kept = lines.prefix(1 + keptLineCount)
    let torn = lines[1 + keptLineCount].prefix(40)
    let journal = Data((kept + [torn]).joined(separator: [10]))
    try FileManager.default.removeItem(at: out.appending(path: "manifest.jsonl"))
    try journal.write(to: out.appending(path: "manifest.partial.jsonl"))
    for line in lines.dropFirst(3 + keptLineCount) {
      let entry = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      let path = try #require(entry?["path"] as? String)
      try FileManager.default.removeItem(at: out.appending(path: path))
    }
    try folder.add("out/.partial/3", [1, 2, 3])

    let outcome = try augmentation.run(threadCount: 2)
    // Pictures of which all six results are listed are kept.
    #expect(outcome.keptCount == keptLineCount / 6 * 6)
    #expect(outcome.madeCount == 36 - outcome.keptCount)
    #expect(try contents(of: "out") == whole)
  }

  @Test func anErrorKeepsWhatWasDone() throws {
    try folder.add("train/owl/d.png", Array("no picture".utf8))
    let augmentation = try augmentation(originals: false)
    #expect(throws: ImageError.self) { try augmentation.run(threadCount: 1, freeBytes: .max) }
    // The folder is not finished, and a second try does only the rest.
    #expect(try augmentation.verify(threadCount: 1).first?.hasSuffix("not finished") == true)
    var progress: [Int] = []
    #expect(throws: ImageError.self) {
      try augmentation.run(threadCount: 1, freeBytes: .max) { done, _ in progress.append(done) }
    }
    #expect(progress.isEmpty)
  }

  @Test func lostAndShortenedFilesAreMadeAgain() throws {
    let augmentation = try augmentation()
    _ = try augmentation.run(threadCount: 2)
    let whole = try contents(of: "out")
    try FileManager.default.removeItem(
      at: augmentation.folder.appending(path: "owl/d.png-skew-0.jpg")
    )
    try folder.add("out/jay/a.png-shear-0.jpg", [0xFF])
    let outcome = try augmentation.run(threadCount: 2)
    #expect((outcome.madeCount, outcome.keptCount) == (12, 24))
    #expect(try contents(of: "out") == whole)
  }

  @Test func verificationNamesWhatDiffers() throws {
    let augmentation = try augmentation()
    #expect(try augmentation.verify(threadCount: 1).first?.contains("was not made") == true)
    _ = try augmentation.run(threadCount: 2)
    #expect(try augmentation.verify(threadCount: 2).isEmpty)
    var bytes = try Data(
      contentsOf: augmentation.folder.appending(path: "jay/a.png-skew-0.jpg")
    )
    bytes[bytes.count - 3] ^= 1
    try folder.add("out/jay/a.png-skew-0.jpg", Array(bytes))
    try FileManager.default.removeItem(
      at: augmentation.folder.appending(path: "owl/a.png-shear-0.jpg")
    )
    try folder.add("out/owl/mine.jpg")
    let manifest = augmentation.folder.appending(path: "manifest.jsonl")
    let text = try String(contentsOf: manifest, encoding: .utf8)
    let tampered = text.replacing("\"path\":\"owl/d.png\"", with: "\"path\":\"owl/e.png\"")
    #expect(tampered != text)
    try folder.add("out/manifest.jsonl", Array(tampered.utf8))
    #expect(
      try augmentation.verify(threadCount: 2) == [
        "jay/a.png-skew-0.jpg was changed",
        "owl/a.png-shear-0.jpg is missing",
        "owl/d.png is listed otherwise",
        "owl/mine.jpg does not belong here",
      ]
    )
  }

  @Test func refusesOtherFoldersAndOtherPictures() throws {
    _ = try augmentation().run(threadCount: 1)
    #expect(
      try problem { _ = try augmentation(seed: 8).run(threadCount: 1) }
        == "…/out was made with other settings; choose another place or remove it"
    )
    try folder.addPicture("train/owl/d.png", width: 20, height: 20, seed: 99)
    #expect(
      try problem { _ = try augmentation().run(threadCount: 1) }
        == "…/out was made of other pictures than there are now; restore them, or remove it"
    )
    #expect(
      try problem { _ = try augmentation("train").run(threadCount: 1) }
        == """
        …/train holds files but no manifest.jsonl, so it is not of augmented pictures; choose \
        another folder or remove it
        """
    )
  }

  @Test func waitsForAnotherProgramAndFindsItsPictures() throws {
    let augmentation = try augmentation()
    let waits = DispatchSemaphore(value: 0)
    let outcome = Mutex<OfflineAugmentation.Outcome?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    let made = try augmentation.whileLocked(waits: { _ in }) {
      Thread {
        let second = try? augmentation.run(threadCount: 1, waits: { _ in waits.signal() })
        outcome.withLock { $0 = second }
        isDone.signal()
      }.start()
      #expect(waits.wait(timeout: .now() + 60) == .success)
      return try augmentation.make(threadCount: 1) { _, _ in }
    }
    #expect((made.madeCount, made.keptCount) == (36, 0))
    #expect(isDone.wait(timeout: .now() + 60) == .success)
    #expect(outcome.withLock { $0 } == OfflineAugmentation.Outcome(madeCount: 0, keptCount: 36))
  }

  @Test func removesWhatAKilledProgramLeftHalfWritten() throws {
    let augmentation = try augmentation()
    _ = try augmentation.run(threadCount: 1)
    let whole = try contents(of: "out")
    let left = [".dat.nosync1a2b.X9", "manifest.jsonl.partial", ".partial/4", "owl/d.png"]
    for path in left { try folder.add("out/\(path)", [1, 2, 3]) }
    _ = try augmentation.run(threadCount: 1)
    #expect(try contents(of: "out") == whole)
  }

  @Test func refusesToFillTheDisk() throws {
    let augmentation = try augmentation()
    let estimate = try augmentation.estimatedByteCount()
    // Each of the 36 files takes one block.
    #expect(estimate == 36 * 4096)
    let message = try problem { _ = try augmentation.run(threadCount: 1, freeBytes: estimate - 1) }
    #expect(message.hasPrefix("36 pictures need about 0.1 MB, but …/out has 0.1 MB left; free"))
    #expect(!FileManager.default.fileExists(atPath: augmentation.folder.path))
    #expect(try augmentation.run(threadCount: 1, freeBytes: estimate).madeCount == 36)
  }

  @Test func refusesResultsOfTheSameName() throws {
    try folder.addPicture("train/owl/d.png-skew-0.jpg", width: 20, height: 20, seed: 1)
    let images = try ImageFolder.load(
      name: "birds",
      root: folder.url,
      train: "train",
      projection: "train",
      test: "train"
    ).train.images
    #expect(
      try problem { _ = try augmentation(of: images) }
        == """
        two results would be called owl/d.png-skew-0.jpg; rename train/owl/d.png-skew-0.jpg
        """
    )
  }

  /// Files whose names differ in the spelling of a letter alone, and paths that a slash and a mark divide.
  @Test(arguments: [
    ["ant/caf\u{E9}.png", "ant/cafe\u{301}.png"],
    ["\u{301}x/\u{301}y.png", "x/K.png", "x/\u{212A}.png"],
    ["a/\u{301}b/1.png", "a/b/1.png", "c/1.png", "a/\u{E9}/2.png", "a/e\u{301}/2.png"],
  ])
  func namesAreBytes(_ paths: [String]) throws {
    let folder = try TemporaryFolder()
    for (index, path) in paths.enumerated() {
      try folder.addPicture("train/\(path)", width: 20 + index, height: 20, seed: index)
    }
    func listed(_ train: String) throws -> [LabelledImage] {
      try ImageFolder.load(
        name: "birds",
        root: folder.url,
        train: train,
        projection: train,
        test: train
      ).train.images
    }
    let augmentation = try OfflineAugmentation(
      AugmentationSettings(preset: .asPaper, seed: 1, copies: [.shear: 2], includesOriginals: true),
      of: listed("train"),
      in: "train",
      folder: folder.url.appending(path: "out")
    )
    #expect(try augmentation.run(threadCount: 2).madeCount == 3 * paths.count)
    #expect(try augmentation.run(threadCount: 2).keptCount == 3 * paths.count)
    #expect(try augmentation.verify(threadCount: 2) == [])
    #expect(augmentation.images.map(\.path).hasSameBytes(as: try listed("out").map(\.path)))
  }
}
