import Foundation
import TestSupport
import Testing

import Datasets

struct StanfordCarsTests {
  private static let classNames = [
    "001.AM_General_Hummer_SUV_2000", "002.Ram_C-V_Cargo_Van_Minivan_2012",
  ]

  private func read(_ name: String) -> SourceSet {
    StanfordCars.read(from: PublishedFixture.folder.appending(path: name), withBoxes: true)
  }

  @Test func readsTheOneList() throws {
    let set = read("cars-one-list")
    #expect(set.problems.isEmpty)
    #expect(set.classNames == Self.classNames)
    #expect(set.pictures.count == 12)
    let picture = set.pictures[4]
    #expect(picture.name == "car_ims/000004.jpg")
    #expect(picture.split == "test")
    #expect(picture.classIndex == 0)
    #expect(picture.box == SourceBox(left: 5, top: 3, right: 33, bottom: 28))
  }

  @Test func readsTheTwoLists() throws {
    let set = read("cars-two-lists")
    #expect(set.problems.isEmpty)
    #expect(set.classNames == Self.classNames)
    #expect(set.pictures.map(\.split).filter { $0 == "train" }.count == 8)
    let picture = try #require(set.pictures.last)
    #expect(picture.name == "cars_test/00004.jpg")
    #expect(picture.label == Self.classNames[0])
    #expect(picture.box == SourceBox(left: 5, top: 3, right: 33, bottom: 28))
  }

  @Test func asksForTheListWithLabels() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cars-two-lists", in: folder)
      try FileManager.default.removeItem(
        at: fixture.source.appending(path: "cars_test_annos_withlabels.mat")
      )
      let set = StanfordCars.read(from: fixture.source, withBoxes: true)
      #expect(set.problems.count == 1)
      #expect(
        set.problems[0].contains("needs cars_train_annos.mat, cars_test_annos_withlabels.mat")
      )
      #expect(set.problems[0].hasSuffix("cars_test_annos.mat does not tell the classes"))
    }
  }

  /// A file that is cut off anywhere gives a problem and never a crash.
  @Test func survivesTruncation() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cars-one-list", in: folder)
      let file = fixture.source.appending(path: "cars_annos.mat")
      let bytes = try Data(contentsOf: file)
      for length in stride(from: 0, to: bytes.count - 1, by: 37) {
        try bytes.prefix(length).write(to: file)
        let set = StanfordCars.read(from: fixture.source, withBoxes: true)
        #expect(!set.problems.isEmpty, "\(length) bytes")
      }
    }
  }

  /// A variable that declares more elements than it has is left out and never read beyond its end.
  @Test func survivesExtentsBeyondTheEnd() throws {
    try Places.withTemporaryDirectory { folder in
      let fixture = try PublishedFixture("cars-two-lists", in: folder)
      let file = fixture.source.appending(path: "cars_test_annos_withlabels.mat")
      let bytes = [UInt8](try Data(contentsOf: file))
      // Two extents of 32 bits, the second of them at least two.
      let extents = bytes.indices.dropLast(16).filter {
        bytes[$0..<$0 + 12].elementsEqual([5, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0])
          && bytes[$0 + 12] > 1
      }
      #expect(extents.count > 4)
      for position in extents {
        var changed = bytes
        changed.replaceSubrange(position + 12..<position + 16, with: [0, 0, 1, 0])
        try Data(changed).write(to: file)
        let set = StanfordCars.read(from: fixture.source, withBoxes: true)
        #expect(!set.problems.isEmpty, "at \(position)")
      }
    }
  }
}
