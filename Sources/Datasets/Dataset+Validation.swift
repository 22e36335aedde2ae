internal import Foundation
internal import Tensors

extension Dataset {
  /// The data set with a share of each class's training pictures set apart for validation.
  ///
  /// Of n pictures, share × n rounded are drawn, but at least one is drawn and one left. The same seed
  /// draws the same pictures.
  ///
  /// - Throws: Where a class has one picture only, or projection reads other pictures than training:
  ///   those may be the originals of copies that would stay in training.
  package func settingApart(share: Double, seed: UInt64) throws(DatasetError) -> Dataset {
    precondition(share > 0 && share < 1, "a share of \(share)")
    guard projection.images == train.images else {
      throw DatasetError(
        dataset: name,
        problems: [
          "a share for validation cannot be drawn where projection reads other pictures than "
            + "training, as copies of a validation picture could stay in training; divide the "
            + "pictures before they are augmented and name the folder"
        ]
      )
    }
    var drawn: Set<Int> = []
    var problems: [String] = []
    for (index, className) in classNames.enumerated() {
      let members = train.images.indices.filter { train.images[$0].classIndex == index }
      guard members.count > 1 else {
        problems.append("class '\(className)' has too few training pictures to set one apart")
        continue
      }
      let count = Int((share * Double(members.count)).rounded())
      var stream = RandomStream(seed: seed, purpose: "validation split", index: index)
      let order = stream.permutation(of: members.count)
      drawn.formUnion(order.prefix(min(max(count, 1), members.count - 1)).map { members[$0] })
    }
    guard problems.isEmpty else { throw DatasetError(dataset: name, problems: problems) }
    func images(_ isIncluded: (Int) -> Bool) -> [LabelledImage] {
      train.images.indices.filter(isIncluded).map { train.images[$0] }
    }
    let rest = images { !drawn.contains($0) }
    return Dataset(
      name: name,
      root: root,
      classNames: classNames,
      train: ImageSet(name: train.name, images: rest),
      projection: ImageSet(name: projection.name, images: rest),
      test: test,
      validation: ImageSet(name: "validation", images: images(drawn.contains))
    )
  }
}
