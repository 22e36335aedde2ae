import Foundation
import TestSupport
import Testing

import Datasets

/// Published data sets as archives and editors leave them.
struct ArchiveTests {
  private func withFixture<Result>(
    _ name: String,
    _ body: (PublishedFixture) throws -> Result
  ) throws -> Result {
    try Places.withTemporaryDirectory { try body(PublishedFixture(name, in: $0)) }
  }

  /// Moves what lies in the source's folder `from` into the folder `to`.
  private func move(_ from: String, to: String, in fixture: PublishedFixture) throws {
    let (from, to) = (fixture.source.appending(path: from), fixture.source.appending(path: to))
    let names = try FileManager.default.contentsOfDirectory(atPath: from.path)
    try FileManager.default.createDirectory(at: to, withIntermediateDirectories: true)
    for name in names {
      try FileManager.default.moveItem(at: from.appending(path: name), to: to.appending(path: name))
    }
  }

  @Test(arguments: ["CUB_200_2011", "archive/CUB_200_2011", "a/b/c"])
  func birdsAreFoundDeeper(_ place: String) throws {
    try withFixture("cub") { fixture in
      try move(".", to: "../\(place)", in: fixture)
      let folder = fixture.source.deletingLastPathComponent()
      let set = CUB200.read(from: folder, withBoxes: true)
      #expect(set.problems.isEmpty)
      #expect(set.notes.count == 1 && set.notes[0].hasSuffix(place))
      #expect(try fixture.preparation().run(set).images.count == 15)
    }
  }

  @Test(arguments: ["\u{FEFF}", "\r\n", "\r", " \n", "\t\n"])
  func birdsListsMayBeEditedAnywhere(_ mark: String) throws {
    try withFixture("cub") { fixture in
      let expected = CUB200.read(from: fixture.source, withBoxes: true)
      for name in [
        "images.txt", "image_class_labels.txt", "classes.txt", "train_test_split.txt",
        "bounding_boxes.txt",
      ] {
        if mark == "\u{FEFF}" {
          let file = fixture.source.appending(path: name)
          try (Data(mark.utf8) + Data(contentsOf: file)).write(to: file)
        } else {
          try fixture.edit(name, "\n", mark)
        }
      }
      let set = CUB200.read(from: fixture.source, withBoxes: true)
      #expect(set.problems.isEmpty, "\(set.problems)")
      #expect(set.classNames == expected.classNames)
      #expect(set.pictures.map(\.name) == expected.pictures.map(\.name))
      #expect(set.pictures.map(\.box) == expected.pictures.map(\.box))
    }
  }

  @Test func listsThatDifferAreAskedFor() throws {
    try Places.withTemporaryDirectory { folder in
      for name in ["a", "b"] {
        let file = folder.appending(path: "\(name)/images.txt")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try Data("1 \(name)/1.jpg\n".utf8).write(to: file)
      }
      let problems = CUB200.read(from: folder, withBoxes: true).problems
      #expect(problems.count == 1)
      #expect(problems[0].hasSuffix("/b/images.txt differ; name the folder of one of them"))
    }
  }

  @Test(arguments: ["../../../../etc/passwd.jpg", "/etc/passwd.jpg", "..//\u{301}/x.jpg"])
  func listsDoNotLeadOutOfTheFolder(_ path: String) throws {
    try withFixture("cub") { fixture in
      try fixture.edit("images.txt", "\n2 001.Blue_wren/Blue_wren_0002.jpg", "\n2 \(path)")
      let set = CUB200.read(from: fixture.source, withBoxes: true)
      #expect(set.problems == ["image 2 (\(path)) names no file in the folder images"])
    }
  }

  @Test(arguments: [
    ("Blue_wren_0002.JPG", "Blue_wren_0002.JPG"), ("Blue_Wren_0002.jpg", "Blue_Wren_0002.jpg"),
  ])
  func filesOfAnotherSpellingAreNamed(_ name: String, _ shown: String) throws {
    try withFixture("cub") { fixture in
      let wrens = fixture.source.appending(path: "images/001.Blue_wren")
      try FileManager.default.moveItem(
        at: wrens.appending(path: "Blue_wren_0002.jpg"),
        to: wrens.appending(path: name)
      )
      let error = try #require(throws: DatasetError.self) {
        try fixture.preparation().run(CUB200.read(from: fixture.source, withBoxes: true))
      }
      #expect(error.problems.count == 1)
      #expect(
        error.problems[0].hasSuffix(
          "Blue_wren_0002.jpg does not exist; beside it is '\(shown)', so rename that or mend the list"
        )
      )
    }
  }

  /// A Mac's archive has letters of two scalars where the list has one.
  @Test func filesInAnotherFormAreNamed() throws {
    try withFixture("cub") { fixture in
      let wrens = fixture.source.appending(path: "images/001.Blue_wren")
      try FileManager.default.moveItem(
        at: wrens.appending(path: "Blue_wren_0002.jpg"),
        to: wrens.appending(path: "Mu\u{308}ller.jpg")
      )
      try fixture.edit("images.txt", "Blue_wren_0002.jpg", "M\u{FC}ller.jpg")
      let error = try #require(throws: DatasetError.self) {
        try fixture.preparation().run(CUB200.read(from: fixture.source, withBoxes: true))
      }
      #expect(error.problems.count == 1)
      #expect(error.problems[0].contains("beside it is 'Mu\\u{308}ller.jpg'"))
    }
  }

  @Test func listsInOtherEncodingsAreNamed() throws {
    try withFixture("cub") { fixture in
      let file = fixture.source.appending(path: "images.txt")
      var bytes = [UInt8](try Data(contentsOf: file))
      bytes[bytes.firstIndex(of: UInt8(ascii: "B")) ?? 0] = 0xFC
      try Data(bytes).write(to: file)
      let problems = CUB200.read(from: fixture.source, withBoxes: true).problems
      #expect(problems[0].contains("it is not UTF-8 text: line 1 is '1 001.\\xFClue_wren"))
    }
  }

  @Test(arguments: [
    [("cars_train", "cars_train/cars_train")],
    [("devkit", "car_devkit/devkit"), ("cars_test", "cars_test/cars_test")],
    [
      ("devkit", "car_devkit/devkit"), ("cars_train", "x/cars_train"), ("cars_test", "y/cars_test"),
    ],
  ])
  func carsAreFoundDeeper(_ moves: [(String, String)]) throws {
    try withFixture("cars-two-lists") { fixture in
      let expected = StanfordCars.read(from: fixture.source, withBoxes: true)
      for (from, to) in moves {
        try move(from, to: "moved", in: fixture)
        try? FileManager.default.removeItem(at: fixture.source.appending(path: from))
        try move("moved", to: to, in: fixture)
        try FileManager.default.removeItem(at: fixture.source.appending(path: "moved"))
      }
      let set = StanfordCars.read(from: fixture.source, withBoxes: true)
      #expect(set.problems.isEmpty, "\(set.problems)")
      #expect(set.pictures.map(\.name) == expected.pictures.map(\.name))
      #expect(try fixture.preparation(PublishedFixture.cars).run(set).images.count == 12)
    }
  }

  /// The one list is of other pictures than most archives hold: one hint, and no line for each of 16,185.
  @Test func carsOfTheOtherFormAreNamed() throws {
    try withFixture("cars-one-list") { fixture in
      try move("car_ims", to: "cars_train/cars_train", in: fixture)
      let error = try #require(throws: DatasetError.self) {
        try fixture.preparation(PublishedFixture.cars).run(
          StanfordCars.read(from: fixture.source, withBoxes: true)
        )
      }
      #expect(error.problems.count == 1)
      #expect(error.problems[0].hasPrefix("cars_annos.mat lists pictures of car_ims/, and "))
      #expect(error.problems[0].hasSuffix("cars_test_annos_withlabels.mat"))
    }
  }

  @Test(arguments: [
    "images/1.png  1.0  mono\nimages/2.png  0.0  poly\n",
    "\u{FEFF}images/1.png,1.0,mono\r\nimages/2.png,0.0,poly\r\n",
    "images/1.png, 1.0, mono \rimages/2.png, 0.0, poly \r",
  ])
  func cellsMayBeSeparatedByCommas(_ text: String) throws {
    let folder = try TemporaryFolder()
    try folder.add("elpv/src/labels.csv", Array(text.utf8))
    let set = ELPV.read(from: folder.url, classes: .two, seed: 1)
    #expect(set.problems.isEmpty, "\(set.problems)")
    #expect(set.pictures.map(\.name) == ["images/1.png", "images/2.png"])
    #expect(set.pictures.map(\.classIndex) == [0, 1])
    #expect(set.notes.count == 1)
  }
}
