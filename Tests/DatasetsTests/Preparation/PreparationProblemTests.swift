import Foundation
import TestSupport
import Testing

import Datasets

/// Every kind of problem is named, all at once, and nothing is written.
struct PreparationProblemTests {
  /// The problems of a damaged copy of the fixture; nothing may be left of the attempt.
  private func problems(
    _ expected: ExpectedCounts = PublishedFixture.cub,
    _ damage: (PublishedFixture) throws -> Void
  ) throws -> [String] {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cub", in: folder)
      try damage(fixture)
      let error = try #require(throws: DatasetError.self) {
        try fixture.preparation(expected).run(CUB200.read(from: fixture.source, withBoxes: true))
      }
      #expect(try fixture.others().isEmpty)
      return error.problems.map { $0.replacing(folder.path, with: "FOLDER") }
    }
  }

  @Test func allAtOnce() throws {
    let wren = "001.Blue_wren/Blue_wren"
    let finch = "002.Green_finch/Green_finch"
    let heron = "003.Red_heron/Red_heron"
    let found = try problems { fixture in
      try fixture.edit("bounding_boxes.txt", "\n2 2.5 3.5 20.0 15.0", "")
      try fixture.edit("bounding_boxes.txt", "\n3 4.0 1.0", "\n3 400.0 1.0")
      try fixture.edit("bounding_boxes.txt", "\n4 7.0 5.0 12.0", "\n4 7.0 5.0 0.2")
      try fixture.edit("images.txt", "\n6 \(finch)_0006.jpg", "\n6 \(wren)_0001.jpg")
      try fixture.edit("image_class_labels.txt", "\n7 2", "\n7 9")
      try fixture.edit("image_class_labels.txt", "\n8 2", "")
      try fixture.edit("train_test_split.txt", "\n9 0", "\n9 2")
      try fixture.edit("train_test_split.txt", "\n10 0", "\n10 0\n10 1\nten 1\n11")
      try fixture.edit("classes.txt", "3 003.Red_heron", "3 003.Red_heron\n4 004.Gray_owl")
      let images = fixture.source.appending(path: "images")
      try Data("no picture".utf8).write(to: images.appending(path: "\(heron)_0011.jpg"))
      let cut = images.appending(path: "\(heron)_0012.jpg")
      try Data(contentsOf: cut).dropLast(200).write(to: cut)
      try FileManager.default.removeItem(at: images.appending(path: "\(heron)_0013.jpg"))
    }
    let expected = [
      "image 2 (\(wren)_0002.jpg) has no box of four numbers in bounding_boxes.txt",
      "the box (400.0, 1.0) to (430.5, 25.5) of images/\(wren)_0003.jpg lies outside its "
        + "40×30 pixels",
      "the box (7.0, 5.0) to (7.2, 25.0) of images/\(wren)_0004.jpg is empty",
      "images/\(wren)_0001.jpg is listed twice",
      "image 7 (\(finch)_0007.jpg) is of class 9, which classes.txt does not list",
      "image 8 (\(finch)_0008.jpg) has no class in image_class_labels.txt",
      "image 9 (\(finch)_0009.jpg) has no split, 0 or 1, in train_test_split.txt",
      "train_test_split.txt:11: 10 is listed twice",
      "train_test_split.txt:12: 'ten' is no identifier",
      "train_test_split.txt:13: has 1 values, not 2",
      "has 4 classes, not 3",
      "has 11 pictures, not 15",
      "has 6 pictures in the split 'train', not 9",
      "has 5 pictures in the split 'test', not 6",
      "FOLDER/cub/images/\(heron)_0013.jpg does not exist",
    ]
    for problem in expected { #expect(found.contains(problem), "\(problem)\n\(found)") }
    #expect(found.contains { $0.contains("\(heron)_0011.jpg is no picture that can be read") })
    #expect(found.contains { $0.contains("\(heron)_0012.jpg is a truncated or damaged JPEG") })
    // Identifier 11 lost its split with its damaged line, and nothing else is wrong.
    #expect(found.filter { !expected.contains($0) }.count <= 3, "\(found)")
  }

  @Test func countsThatTheFactsDoNotName() throws {
    let other = ExpectedCounts(classes: 3, images: 14, splits: ["train": 8, "test": 6])
    #expect(
      try problems(other) { _ in }
        == ["has 15 pictures, not 14", "has 9 pictures in the split 'train', not 8"]
    )
  }

  @Test func picturesThatTheFactsDoNotName() throws {
    let other = ExpectedCounts(
      classes: 3,
      images: 15,
      splits: ["train": 9, "test": 6],
      digest: "0123"
    )
    let found = try problems(other) { _ in }
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("the pictures or labels are not those that the facts name"))
  }

  @Test func namesThatCannotBecomeFiles() throws {
    let found = try problems { fixture in
      try fixture.edit("classes.txt", "1 001.Blue_wren", "1 ../../outside")
      try fixture.edit("classes.txt", "3 003.Red_heron", "3 002.Green_finch")
    }
    #expect(found.contains("the class '../../outside' cannot name a directory"))
    #expect(found.contains("the class '002.Green_finch' is listed twice"))
  }

  @Test func namesInTwoSpellings() throws {
    let found = try problems { fixture in
      try fixture.edit("classes.txt", "1 001.Blue_wren", "1 caf\u{E9}")
      try fixture.edit("classes.txt", "3 003.Red_heron", "3 cafe\u{301}")
    }
    #expect(found == ["a class is listed in two spellings, 'caf\\u{E9}' and 'cafe\\u{301}'"])
  }

  @Test func namesThatAreHiddenOrLeadElsewhere() throws {
    let found = try problems { fixture in
      try fixture.edit("classes.txt", "1 001.Blue_wren", "1 .\u{301}x")
      try fixture.edit("classes.txt", "3 003.Red_heron", "3 a/\u{301}b")
    }
    #expect(
      found == [
        "the class '.\u{301}x' cannot name a directory",
        "the class 'a/\u{301}b' cannot name a directory",
      ]
    )
  }

  @Test func picturesThatWouldBecomeOneFile() throws {
    let found = try problems { fixture in
      let images = fixture.source.appending(path: "images/001.Blue_wren")
      try FileManager.default.moveItem(
        at: images.appending(path: "Blue_wren_0002.jpg"),
        to: images.appending(path: "Blue_wren_0001.png")
      )
      try fixture.edit("images.txt", "Blue_wren_0002.jpg", "Blue_wren_0001.png")
    }
    #expect(
      found == [
        "images/001.Blue_wren/Blue_wren_0001.jpg and images/001.Blue_wren/Blue_wren_0001.png "
          + "would both become train/001.Blue_wren/Blue_wren_0001.jpg"
      ]
    )
  }

  @Test func aFolderWithoutItsLists() throws {
    try Places.withTemporaryDirectory { folder in
      let set = CUB200.read(from: folder, withBoxes: true)
      #expect(
        set.problems == [
          "\(folder.path) has no images.txt, nor has a folder in it; name the folder that "
            + "CUB_200_2011.tgz unpacks to"
        ]
      )
    }
  }
}
