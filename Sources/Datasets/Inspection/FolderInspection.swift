import Digests
import Files
package import Foundation
import Images

/// What a folder of pictures holds, and what is wrong with it; every picture is decoded.
package struct FolderInspection: Sendable, Encodable {
  package let splits: [Split]
  /// What each unreadable picture has, by its path under the folder.
  package let broken: [String]
  /// What each picture has that is read although it is damaged.
  package let damaged: [String]
  /// Pictures that are left out, or not read, because of their names' extensions.
  package let leftOut: [String]
  /// Groups of pictures with equal decoded samples.
  package let repetitions: [Repetition]
  /// What is wrong with directories, links and names.
  package let problems: [String]
  /// Directories beside the splits or classes that were not looked at, such as masks.
  package let others: [String]
  /// The folder that the pictures' paths start from.
  let root: URL

  package struct Split: Sendable, Encodable {
    /// The split's directory; empty where the folder holds the classes themselves.
    package let name: String
    package let classes: [Class]
    /// Least and greatest extents in pixels; nil where no picture can be read.
    package let widths: ClosedRange<Int>?
    package let heights: ClosedRange<Int>?
    /// The median of the pictures' shorter sides, in pixels; nil where no picture can be read.
    package let shortSide: Int?

    package var imageCount: Int { classes.reduce(0) { $0 + $1.images.count } }
  }

  package struct Class: Sendable, Encodable {
    package let name: String
    /// The pictures' paths under the folder.
    package let images: [String]
  }

  /// Pictures that are the same, by their paths under the folder.
  package struct Repetition: Sendable, Encodable, Hashable {
    package let images: [String]
    /// Whether they are in more than one split, so that one of these knows the other's pictures.
    package let isAcrossSplits: Bool
    /// Whether they are of more than one class.
    package let isAcrossClasses: Bool

    package init(images: [String], isAcrossSplits: Bool, isAcrossClasses: Bool) {
      self.images = images
      self.isAcrossSplits = isAcrossSplits
      self.isAcrossClasses = isAcrossClasses
    }
  }

  /// Classes that are called like something that belongs to pictures, such as `masks`.
  package var doubtfulClasses: [String] {
    Set(splits.flatMap { $0.classes.map { ByteName($0.name) } }).sorted().map(\.text)
      .filter(SplitNames.isCompanion)
  }

  private enum CodingKeys: String, CodingKey {
    case splits, broken, damaged, leftOut, repetitions, problems, others
  }

  /// Whether no picture is broken, in two splits, or of two classes, and no directory has a problem.
  package var isSound: Bool {
    broken.isEmpty && problems.isEmpty
      && !repetitions.contains { $0.isAcrossSplits || $0.isAcrossClasses }
  }

  private struct Item: Sendable {
    let split: String
    let className: String
    let path: String
    let file: URL
  }

  /// Decodes the pictures of a folder; `names` limits it to some splits.
  ///
  /// ``InspectedSplits`` says which directories are splits.
  package init(_ root: URL, splits names: [String]) throws(DatasetError) {
    self.root = root
    let found = try InspectedSplits(root, names)
    var problems = found.problems
    let items = found.splits.flatMap { split in
      let folder = split.isEmpty ? root : root.appending(path: split, directoryHint: .isDirectory)
      let prefix = split.isEmpty ? "" : split + "/"
      let part = FolderPart(folder, split, prefix: prefix, problems: &problems)
      return part.images.map { image in
        Item(
          split: split,
          className: part.classNames[image.classIndex],
          path: image.path,
          file: image.contents.file
        )
      }
    }
    guard !items.isEmpty else {
      let none = "\(root.path) holds no picture in a class's directory"
      throw DatasetError(dataset: root.relativePath, problems: problems.isEmpty ? [none] : problems)
    }
    (self.problems, others) = (problems, found.others)
    let findings = items.concurrentMap { item -> Result<Finding, ImageError> in
      Result { () throws(ImageError) in
        let bytes = try PictureFile.read(item.file)
        let picture = try PictureFile.decode(bytes, name: item.file.path)
        let image = picture.image
        let extents = "\(image.width) \(image.height) "
        return Finding(
          digest: SHA256Digest(Array(extents.utf8) + image.pixels),
          width: image.width,
          height: image.height,
          remark: picture.remark
        )
      }
    }
    var (broken, damaged): ([String], [String]) = ([], [])
    var copies: [SHA256Digest: [Item]] = [:]
    var extents: [ByteName: [(Int, Int)]] = [:]
    for (item, finding) in zip(items, findings) {
      switch finding {
      case .success(let found):
        copies[found.digest, default: []].append(item)
        extents[ByteName(item.split), default: []].append((found.width, found.height))
        if let remark = found.remark { damaged.append("\(item.path) (\(remark))") }
      case .failure(let error): broken.append("\(item.path) \(error.problem)")
      }
    }
    (self.broken, self.damaged) = (broken, damaged)
    leftOut = found.splits.flatMap { OtherFormats(root: root, directory: $0).notes }
    repetitions = copies.values.filter { $0.count > 1 }.map { copies in
      Repetition(
        images: copies.map(\.path),
        isAcrossSplits: Set(copies.map { ByteName($0.split) }).count > 1,
        isAcrossClasses: Set(copies.map { ByteName($0.className) }).count > 1
      )
    }
    .sorted { ByteName($0.images[0]) < ByteName($1.images[0]) }
    splits = Self.grouped(items, \.split).map { split, items in
      Split(
        name: split,
        classes: Self.grouped(items, \.className).map { name, items in
          Class(name: name, images: items.map(\.path))
        },
        widths: Self.range(extents[ByteName(split)]?.map(\.0)),
        heights: Self.range(extents[ByteName(split)]?.map(\.1)),
        shortSide: Self.median(extents[ByteName(split)]?.map { min($0.0, $0.1) })
      )
    }
  }

  private struct Finding: Sendable {
    let digest: SHA256Digest
    let width: Int
    let height: Int
    let remark: String?
  }

  private static func range(_ values: [Int]?) -> ClosedRange<Int>? {
    guard let values, let low = values.min(), let high = values.max() else { return nil }
    return low...high
  }

  /// The upper one of two in the middle.
  private static func median(_ values: [Int]?) -> Int? {
    guard let values, !values.isEmpty else { return nil }
    return values.sorted()[values.count / 2]
  }

  /// Neighbours with an equal key, in order.
  private static func grouped(_ items: [Item], _ key: (Item) -> String) -> [(String, [Item])] {
    var groups: [(String, [Item])] = []
    for item in items {
      if let last = groups.last?.0, ByteName(last) == ByteName(key(item)) {
        groups[groups.count - 1].1.append(item)
      } else {
        groups.append((key(item), [item]))
      }
    }
    return groups
  }

  /// Whether a split may be asked for by this name, which may lead through folders.
  package static func hasSplit(_ name: String, in root: URL) -> Bool {
    name.isPlainPath && DirectoryListing.isDirectory(root.appending(path: name))
  }

  /// The directories in a folder, which may be asked for as splits; nil where it cannot be listed.
  package static func splits(in root: URL) -> [String]? {
    (try? DirectoryListing(of: root))?.directories
  }
}
