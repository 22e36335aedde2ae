/// The place of one picture in the data set.
struct ToyBirdsSlot: Sendable {
  let split: ToyBirds.Split
  let classIndex: Int
  let number: Int
  /// The path under the folder, and under `masks/` and `parts/` in it.
  let path: String

  /// The picture's path, its mask's and its label map's.
  var paths: [String] { [path, "masks/\(path)", "parts/\(path)"] }

  /// All places of a data set, in order of split, class and number.
  static func all(_ configuration: ToyBirds.Configuration) -> [ToyBirdsSlot] {
    ToyBirds.Split.allCases.flatMap { split in
      let count = split == .train ? configuration.trainPerClass : configuration.testPerClass
      // As many digits as the last number needs, so that names sort as numbers do.
      let digitCount = max(3, String(max(count - 1, 0)).count)
      return ToyBirds.classes.indices.flatMap { classIndex in
        (0..<count).map { number in
          let digits = String(number)
          let zeros = String(repeating: "0", count: digitCount - digits.count)
          let folder = "\(split.rawValue)/\(ToyBirds.classes[classIndex].name)"
          return ToyBirdsSlot(
            split: split,
            classIndex: classIndex,
            number: number,
            path: "\(folder)/\(zeros)\(digits).png"
          )
        }
      }
    }
  }
}
