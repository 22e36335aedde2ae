package import Foundation

/// Sets of small gray pictures in four IDX files, such as MNIST and Fashion-MNIST.
package enum IDXPictures {
  /// Reads `train-images-idx3-ubyte`, `t10k-…` and their labels, each with or without `.gz`.
  ///
  /// Where `classNames` is empty, classes are named by the labels.
  package static func read(from folder: URL, classNames: [String]) -> SourceSet {
    var set = SourceSet()
    var labels: Set<UInt8> = []
    var splits: [(split: String, prefix: String, images: IDXFile, labels: [UInt8])] = []
    for (split, prefix) in [("train", "train"), ("test", "t10k")] {
      let images = array(folder, "\(prefix)-images-idx3-ubyte", 3, &set.problems)
      let classes = array(folder, "\(prefix)-labels-idx1-ubyte", 1, &set.problems)
      guard let images, let classes else { continue }
      guard images.extents[0] == classes.extents[0] else {
        set.problems.append(
          "\(prefix)-images-idx3-ubyte holds \(images.extents[0]) pictures, and its labels are "
            + "\(classes.extents[0])"
        )
        continue
      }
      splits.append((split, prefix, images, classes.values))
      labels.formUnion(classes.values)
    }
    set.classNames =
      classNames.isEmpty ? (0..<Int(labels.max().map { $0 + 1 } ?? 0)).map(String.init) : classNames
    for (split, prefix, images, labels) in splits {
      for (index, label) in labels.enumerated() {
        guard set.classNames.indices.contains(Int(label)) else {
          set.problems.append(
            "\(prefix)-labels-idx1-ubyte: picture \(index) is of class \(label), which is none of "
              + "the \(set.classNames.count) classes"
          )
          continue
        }
        let number = String(index)
        let name = "\(prefix)-\(String(repeating: "0", count: max(5 - number.count, 0)))\(number)"
        set.pictures.append(
          SourceSet.Picture(
            name: name,
            contents: .gray(images.picture(index)),
            split: split,
            classIndex: Int(label),
            label: String(label)
          )
        )
      }
    }
    return set
  }

  private static func array(
    _ folder: URL,
    _ name: String,
    _ rank: Int,
    _ problems: inout [String]
  ) -> IDXFile? {
    // Some archives write a dot where others write a hyphen.
    let names = [name, "\(name).gz", name.replacing("-idx", with: ".idx")]
    let file = names.lazy.compactMap { try? SourceFolder.file($0, below: folder) ?? nil }.first
    guard let file else {
      problems.append("\(folder.path) has neither \(name) nor \(name).gz")
      return nil
    }
    do {
      return try IDXFile(file, rank: rank)
    } catch {
      problems.append(error.text)
      return nil
    }
  }
}
