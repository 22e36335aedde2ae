import Datasets
import Images
import Testing

struct BirdPictureTests {
  private static func picture(
    _ classIndex: Int,
    split: ToyBirds.Split = .train,
    number: Int = 0,
    seed: UInt64 = 1,
    size: Int = 40
  ) -> BirdPicture {
    BirdPicture(classIndex: classIndex, split: split, number: number, seed: seed, size: size)
  }

  @Test func equalKeysGiveEqualPicturesAndOthersOtherOnes() {
    let reference = Self.picture(3, size: 24).image
    #expect(Self.picture(3, size: 24).image == reference)
    #expect(Self.picture(3, number: 1, size: 24).image != reference)
    #expect(Self.picture(3, seed: 2, size: 24).image != reference)
    #expect(Self.picture(3, split: .test, size: 24).image != reference)
    #expect(Self.picture(4, size: 24).image != reference)
  }

  @Test(arguments: 0..<10)
  func maskPartsBoxAndLocationsAgree(classIndex: Int) {
    let picture = Self.picture(classIndex, number: classIndex)
    let labels = picture.parts
    #expect(picture.mask.pixels == labels.pixels.map { $0 == 0 ? 0 : 255 })
    #expect(labels.pixels.allSatisfy { $0 <= 7 })

    let bird = labels.pixels.indices.filter { labels.pixels[$0] != 0 }
    let (columns, rows) = (bird.map { $0 % labels.width }, bird.map { $0 / labels.width })
    let box = picture.box
    #expect(box.x == columns.min() && box.x + box.width - 1 == columns.max())
    #expect(box.y == rows.min() && box.y + box.height - 1 == rows.max())
    #expect(box.x > 0 && box.x + box.width < 40 && box.y > 0 && box.y + box.height < 40)
    #expect(bird.count > 40 * 40 / 30, "a bird of \(bird.count) pixels")

    #expect(picture.locations.count == 7)
    #expect(picture.locations.count { $0.visible } >= 5)
    for (part, location) in zip(BirdPart.allCases, picture.locations) {
      #expect(location.visible == labels.pixels.contains(part.rawValue))
      guard location.visible else {
        #expect(location.x == 0 && location.y == 0)
        continue
      }
      #expect(labels.pixels[location.y * labels.width + location.x] == part.rawValue)
    }
  }

  @Test func largePicturesShowTheSameSceneAsSmallOnes() {
    let (small, large) = (Self.picture(0, size: 24), Self.picture(0, size: 72))
    #expect((small.box.x - large.box.x / 3).magnitude <= 1)
    #expect((small.box.width - large.box.width / 3).magnitude <= 2)
  }
}
