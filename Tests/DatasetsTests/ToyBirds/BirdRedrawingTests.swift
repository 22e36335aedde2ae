import Datasets
import Files
import Foundation
import Images
import TestSupport
import Testing

/// Birds drawn again without parts, and what a folder tells of their pixels.
struct BirdRedrawingTests {
  private static let few = ToyBirds.Configuration(
    seed: 3,
    trainPerClass: 1,
    testPerClass: 2,
    pictureSize: 64
  )

  private func withBirds(_ body: (URL, BirdRedrawing, Dataset) throws -> Void) throws {
    try Places.withTemporaryDirectory { folder in
      try ToyBirds.write(to: folder, configuration: Self.few)
      let redrawing = try #require(try BirdRedrawing(of: folder))
      try body(folder, redrawing, ToyBirds.load(from: folder, configuration: Self.few))
    }
  }

  @Test func aBirdWithAllItsPartsIsThePicture() throws {
    try withBirds { _, redrawing, dataset in
      for image in dataset.test.images {
        let picture = try #require(redrawing.picture(image.path))
        #expect(picture.image == (try image.contents.image()))
        #expect(picture.thingCount >= 3)
      }
      #expect(redrawing.picture("test/none/000.png") == nil)
    }
  }

  @Test func whatIsRemovedIsGoneAndTheRestStays() throws {
    try withBirds { _, redrawing, dataset in
      for image in dataset.test.images {
        let whole = try #require(redrawing.picture(image.path))
        for part in BirdPart.allCases where part.isRemovable {
          let without = try #require(redrawing.picture(image.path, without: [part]))
          #expect(!without.parts.pixels.contains(part.rawValue))
          for other in BirdPart.allCases where other != part {
            let before = whole.parts.pixels.indices.filter {
              whole.parts.pixels[$0] == other.rawValue
            }
            // What was behind the part shows, and nothing moves.
            #expect(before.allSatisfy { without.parts.pixels[$0] == other.rawValue })
          }
        }
        for thing in 0..<whole.thingCount {
          let without = try #require(redrawing.picture(image.path, withoutThings: [thing]))
          let lost = whole.parts.pixels.indices.filter {
            whole.parts.pixels[$0] != 0 && without.parts.pixels[$0] != whole.parts.pixels[$0]
          }
          #expect(lost.isEmpty)
        }
      }
    }
  }

  @Test func thePartsAndTheBackgroundDivideThePicture() throws {
    try withBirds { folder, _, dataset in
      let truth = try ObjectTruth(of: dataset)
      #expect(truth.maskSource == "rendered exactly")
      #expect(truth.labelledParts == BirdPart.allCases.map(\.name))
      let annotations = try #require(truth.parts)
      for image in dataset.test.images {
        for size in [64, 48, 96] {
          let labels = try #require(try truth.labels(of: image, imageSize: size))
          let mask = try #require(try truth.mask(of: image, imageSize: size))
          #expect(labels.count == size * size && labels.allSatisfy { $0 <= 7 })
          #expect(mask == labels.map { $0 != 0 })
        }
        let labels = try #require(try truth.labels(of: image, imageSize: 64))
        let drawn = GrayImage(luminanceOf: try #require(image.mask).image())
        #expect(drawn.pixels.map { $0 != 0 } == labels.map { $0 != 0 })
        let places = try #require(annotations.places(in: image.path, imageSize: 64))
        for (part, place) in places.enumerated() {
          guard let place else { continue }
          #expect(Int(labels[place.row * 64 + place.column]) == part + 1)
        }
      }
    }
  }

  @Test func otherFoldersCannotBeRedrawn() throws {
    try Places.withTemporaryDirectory { folder in
      let redrawing = try BirdRedrawing(of: folder)
      #expect(redrawing == nil)
    }
  }

  @Test func sufficientPartsTellASpeciesFromAllOthers() throws {
    for species in ToyBirds.classes {
      let sets = species.sufficientParts
      #expect(!sets.isEmpty)
      for set in sets {
        for other in ToyBirds.classes where other != species {
          #expect(!set.isSubset(of: species.sharedParts(with: other)))
        }
        // None can be spared.
        for part in set {
          let rest = set.subtracting([part])
          let isShared = ToyBirds.classes.contains {
            $0 != species && rest.isSubset(of: species.sharedParts(with: $0))
          }
          #expect(isShared)
        }
      }
    }
  }
}
