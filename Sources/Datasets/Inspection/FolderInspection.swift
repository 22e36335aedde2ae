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
  /// The folder that the pictures' paths start from.
  let root: URL

  package struct Split: Sendable, Encodable {
    /// The split's directory; empty where the folder holds the classes themselves.
    package let name: String
    package let classes: [Class]
    /// Least and greatest extents in pixels; nil where no picture can be read.
    package let widths: ClosedRange<Int>?
    package let heights: ClosedRange<Int>?

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

  private enum CodingKeys: String, CodingKey { case splits, broken, damaged, leftOut, repetitions }

  /// Whether no picture is broken, in two splits, or of two classes.
  package var isSound: Bool {
    broken.isEmpty && !repetitions.contains { $0.isAcrossSplits || $0.isAcrossClasses }
  }

  private struct Item: Sendable {
    let split: String
    let className: String
    let path: String
    let file: URL
  }

  /// Decodes the pictures of a folder; `names` limits it to some splits.
  ///
  /// The folder holds splits where any of its directories holds directories, and classes elsewhere.
  package init(_ root: URL, splits names: [String]) throws(DatasetError) {
    self.root = root
    let items = try Self.items(in: root, splits: names)
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
    var extents: [String: [(Int, Int)]] = [:]
    for (item, finding) in zip(items, findings) {
      switch finding {
      case .success(let found):
        copies[found.digest, default: []].append(item)
        extents[item.split, default: []].append((found.width, found.height))
        if let remark = found.remark { damaged.append("\(item.path) (\(remark))") }
      case .failure(let error): broken.append("\(item.path) \(error.problem)")
      }
    }
    (self.broken, self.damaged) = (broken, damaged)
    leftOut = Self.leftOut(of: items, in: root)
    repetitions = copies.values.filter { $0.count > 1 }.map { copies in
      Repetition(
        images: copies.map(\.path),
        isAcrossSplits: Set(copies.map(\.split)).count > 1,
        isAcrossClasses: Set(copies.map(\.className)).count > 1
      )
    }
    .sorted { $0.images[0].utf8.lexicographicallyPrecedes($1.images[0].utf8) }
    splits = Self.grouped(items, \.split).map { split, items in
      Split(
        name: split,
        classes: Self.grouped(items, \.className).map { name, items in
          Class(name: name, images: items.map(\.path))
        },
        widths: Self.range(extents[split]?.map(\.0)),
        heights: Self.range(extents[split]?.map(\.1))
      )
    }
  }

  private struct Finding: Sendable {
    let digest: SHA256Digest
    let width: Int
    let height: Int
    let remark: String?
  }

  /// What the splits' directories hold beside the pictures of the sets.
  private static func leftOut(of items: [Item], in root: URL) -> [String] {
    Set(items.map(\.split)).sorted().flatMap { split in
      OtherFormats(root: root, directory: split).notes
    }
  }

  private static func range(_ values: [Int]?) -> ClosedRange<Int>? {
    guard let values, let low = values.min(), let high = values.max() else { return nil }
    return low...high
  }

  /// Neighbours with an equal key, in order.
  private static func grouped(_ items: [Item], _ key: (Item) -> String) -> [(String, [Item])] {
    var groups: [(String, [Item])] = []
    for item in items {
      if groups.last?.0 == key(item) {
        groups[groups.count - 1].1.append(item)
      } else {
        groups.append((key(item), [item]))
      }
    }
    return groups
  }

  private static func items(in root: URL, splits names: [String]) throws(DatasetError) -> [Item] {
    func fail(_ problem: String) -> DatasetError {
      DatasetError(dataset: root.relativePath, problems: [problem])
    }
    do {
      let listing = try DirectoryListing(of: root)
      let unknown = names.filter { !listing.directories.contains($0) }
      guard unknown.isEmpty else {
        throw fail("\(root.path) has no directory '\(unknown.joined(separator: "', '"))'")
      }
      let hasSplits =
        try !names.isEmpty
        || listing.directories.contains {
          try !DirectoryListing(of: root.appending(path: $0)).directories.isEmpty
        }
      let isTrain = { (name: String) in name.hasPrefix("train") }
      let all = listing.directories.filter(isTrain) + listing.directories.filter { !isTrain($0) }
      let splits = hasSplits ? (names.isEmpty ? all : names) : [""]
      var items: [Item] = []
      for split in splits {
        let folder = split.isEmpty ? root : root.appending(path: split, directoryHint: .isDirectory)
        for name in try DirectoryListing(of: folder).directories {
          let directory = folder.appending(path: name, directoryHint: .isDirectory)
          items += try DirectoryListing.pictures(under: directory).map { file in
            Item(
              split: split,
              className: name,
              path: (split.isEmpty ? "" : split + "/") + "\(name)/\(file)",
              file: directory.appending(path: file)
            )
          }
        }
      }
      guard !items.isEmpty else {
        throw fail("\(root.path) holds no picture in a class's directory")
      }
      return items
    } catch let error as DatasetError {
      throw error
    } catch {
      throw fail("\(root.path) cannot be listed (\(error.reason))")
    }
  }
}
