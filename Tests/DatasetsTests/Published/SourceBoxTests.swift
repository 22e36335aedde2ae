import Digests
import Foundation
import Images
import Testing

import Datasets

struct SourceBoxTests {
  private func crop(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double)
    -> SourceBox.Crop
  {
    SourceBox(left: left, top: top, right: right, bottom: bottom).crop(width: 40, height: 30)
  }

  @Test func roundsCornersAsPillowDoes() {
    #expect(crop(2.5, 3.5, 22.5, 18.5) == .inside(rows: 4..<18, columns: 2..<22))
    #expect(crop(-0.5, 0, 40.5, 30.4) == .inside(rows: 0..<30, columns: 0..<40))
  }

  @Test func tellsEmptyClippedAndForeignBoxes() {
    #expect(crop(5, 5, 5.4, 20) == .empty)
    #expect(crop(9, 5, 3, 20) == .empty)
    #expect(crop(20, 0, 41, 30) == .clipped(rows: 0..<30, columns: 20..<40))
    #expect(crop(20, 0, 60, 30) == .outside)
    #expect(crop(50, 40, 60, 45) == .outside)
    #expect(crop(0, 0, 1e300, 30) == .outside)
  }

  /// Every crop of both fixtures has the samples that Pillow's has.
  @Test func cropsWhatPillowCrops() throws {
    let expected = try PublishedFixture.pillowCrops()
    var compared = 0
    for name in ["cub", "cars-one-list", "cars-two-lists"] {
      let folder = PublishedFixture.folder.appending(path: name)
      let set =
        name == "cub"
        ? CUB200.read(from: folder, withBoxes: true)
        : StanfordCars.read(from: folder, withBoxes: true)
      for picture in set.pictures {
        guard case .file(let file) = picture.contents, let box = picture.box else {
          Issue.record("\(picture.name) has no file or no box")
          continue
        }
        let image = try Image(contentsOf: file)
        guard
          case .inside(let rows, let columns) = box.crop(width: image.width, height: image.height)
        else {
          Issue.record("\(picture.name) has its box outside")
          continue
        }
        let path = picture.name.hasPrefix("images/") ? picture.name.dropFirst(7) : picture.name[...]
        let crop = try #require(expected["\(name)/\(path)"])
        #expect(crop.size == [columns.count, rows.count])
        let pixels = image.cropped(rows: rows, columns: columns).pixels
        #expect("\(SHA256Digest(pixels))" == crop.sha256)
        compared += 1
      }
    }
    #expect(compared == expected.count)
  }
}
