import Foundation
import Tensors

/// The part of each class's training pictures that becomes the validation or the test split.
package enum SplitPart: Sendable {
  /// Of n pictures, share × n rounded, but at least one is drawn and one left.
  case share(Double)
  /// One of several parts of nearly equal size, numbered from 1; together they are all pictures.
  case fold(Int, of: Int)

  fileprivate func positions(of count: Int) -> Range<Int> {
    switch self {
    case .share(let share):
      let drawn = Int((share * Double(count)).rounded())
      return 0..<min(max(drawn, 1), count - 1)
    case .fold(let number, let folds):
      return (number - 1) * count / folds..<number * count / folds
    }
  }

  /// The pictures that a class needs at least.
  fileprivate var leastCount: Int {
    switch self {
    case .share: 2
    case .fold(_, let folds): folds
    }
  }
}

/// A split that is drawn from the training pictures.
package enum DrawnSplit: String, CustomStringConvertible, Sendable {
  case validation, test

  package var description: String { rawValue }
}

extension Dataset {
  /// The data set with a part of each class's training pictures set apart for validation, or for the test in
  /// place of what the data set has.
  ///
  /// The same seed draws the same pictures.
  ///
  /// - Throws: Where a class has too few pictures, or projection reads other pictures than training:
  ///   those may be the originals of copies that would stay in training.
  package func settingApart(
    _ part: SplitPart,
    as split: DrawnSplit = .validation,
    seed: UInt64
  ) throws(DatasetError) -> Dataset {
    guard projection.images == train.images else {
      throw DatasetError(
        dataset: name,
        problems: [
          "a \(split) split cannot be drawn where projection reads other pictures than "
            + "training, as copies of a \(split) picture could stay in training; divide the "
            + "pictures before they are augmented and name the folder"
        ]
      )
    }
    var drawn: Set<Int> = []
    var problems: [String] = []
    for (index, className) in classNames.enumerated() {
      let members = train.images.indices.filter { train.images[$0].classIndex == index }
      guard members.count >= part.leastCount else {
        problems.append(
          "class '\(className)' has \(members.count) training pictures, and a \(split) split of "
            + "this kind needs \(part.leastCount)"
        )
        continue
      }
      var stream = RandomStream(seed: seed, purpose: "\(split) split", index: index)
      let order = stream.permutation(of: members.count)
      drawn.formUnion(order[part.positions(of: members.count)].map { members[$0] })
    }
    guard problems.isEmpty else { throw DatasetError(dataset: name, problems: problems) }
    func images(_ isIncluded: (Int) -> Bool) -> [LabelledImage] {
      train.images.indices.filter(isIncluded).map { train.images[$0] }
    }
    let rest = images { !drawn.contains($0) }
    func set(_ name: String, _ images: [LabelledImage]) -> ImageSet {
      ImageSet(name: name, images: images, isMadeHere: train.isMadeHere)
    }
    var divided = Dataset(
      name: name,
      root: root,
      classNames: classNames,
      train: set(train.name, rest),
      projection: set(projection.name, rest),
      test: split == .test ? set(split.rawValue, images(drawn.contains)) : test,
      validation: split == .validation ? set(split.rawValue, images(drawn.contains)) : validation
    )
    divided.notes = notes
    return divided
  }
}
