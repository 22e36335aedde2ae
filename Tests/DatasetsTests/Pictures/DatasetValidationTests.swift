import Foundation
import Testing

import Datasets

struct DatasetValidationTests {
  private func dataset(_ counts: [Int], projection: [LabelledImage]? = nil) -> Dataset {
    let images = counts.enumerated().flatMap { index, count in
      (0..<count).map { number in
        let path = "train/\(index)/\(number).png"
        return LabelledImage(path: path, file: URL(fileURLWithPath: "/" + path), classIndex: index)
      }
    }
    return Dataset(
      name: "made up",
      root: URL(fileURLWithPath: "/"),
      classNames: counts.indices.map(String.init),
      train: ImageSet(name: "train", images: images),
      projection: ImageSet(name: "projection", images: projection ?? images),
      test: ImageSet(name: "test", images: [])
    )
  }

  @Test func setsAShareOfEachClassApart() throws {
    let whole = dataset([20, 11, 2])
    let divided = try whole.settingApart(.share(0.2), seed: 1)
    let validation = try #require(divided.validation)
    #expect(validation.images.map(\.classIndex) == [0, 0, 0, 0, 1, 1, 2])
    #expect(divided.train.count == 26)
    #expect(divided.projection.images == divided.train.images)
    // Together they are what was there, and nothing is in both.
    #expect(Set(divided.train.images).union(validation.images) == Set(whole.train.images))
    #expect(Set(divided.train.images).isDisjoint(with: validation.images))
    #expect(divided.splits.map(\.name) == ["train", "projection", "test", "validation"])
  }

  /// A drawn test split leaves a validation split to be drawn of the rest, and both differ.
  @Test func setsATestSplitApart() throws {
    let divided = try dataset([20, 10]).settingApart(.share(0.2), as: .test, seed: 1)
      .settingApart(.share(0.25), seed: 1)
    #expect(divided.test.images.map(\.classIndex) == [0, 0, 0, 0, 1, 1])
    #expect(divided.validation?.count == 6)
    #expect(divided.train.count == 18)
    let all = divided.test.images + divided.train.images + (divided.validation?.images ?? [])
    #expect(Set(all).count == 30)
  }

  @Test func drawsBySeedAlone() throws {
    let whole = dataset([40, 40])
    func paths(_ seed: UInt64) throws -> [String]? {
      try whole.settingApart(.share(0.25), seed: seed).validation?.images.map(\.path)
    }
    #expect(try paths(1) == paths(1))
    #expect(try paths(1) != paths(2))
  }

  @Test func foldsPartTheTrainingPictures() throws {
    let whole = dataset([20, 11, 3])
    let folds = try (1...3).map { try whole.settingApart(.fold($0, of: 3), seed: 1) }
    let parts = try folds.map { try #require($0.validation).images }
    #expect(parts.map(\.count) == [6 + 3 + 1, 7 + 4 + 1, 7 + 4 + 1])
    #expect(Set(parts.joined()) == Set(whole.train.images))
    for (fold, part) in zip(folds, parts) {
      #expect(Set(fold.train.images) == Set(whole.train.images).subtracting(part))
    }
    #expect(throws: DatasetError.self) { try whole.settingApart(.fold(1, of: 4), seed: 1) }
  }

  @Test func refusesClassesOfOnePicture() throws {
    let error = try #require(throws: DatasetError.self) {
      try dataset([5, 1, 1]).settingApart(.share(0.5), seed: 1)
    }
    #expect(error.problems.count == 2)
  }

  /// Augmented copies of a validation picture would stay in training.
  @Test func refusesAugmentedTrainingPictures() {
    let other = [
      LabelledImage(path: "o/0.png", file: URL(fileURLWithPath: "/o/0.png"), classIndex: 0)
    ]
    #expect(throws: DatasetError.self) {
      try dataset([4, 4], projection: other).settingApart(.share(0.5), seed: 1)
    }
  }
}
