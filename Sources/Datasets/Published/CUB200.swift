import Files
package import Foundation

/// The bird photographs of CUB-200-2011, from the folder that the archive unpacks to.
///
/// Source: the archive's README; identifiers count from 1, coordinates are pixels.
package enum CUB200 {
  package static let name = "CUB-200-2011"

  /// Reads the lists of a folder that holds `images.txt` and its companions, or has one in it that does.
  ///
  /// Boxes are read only where they are asked for; parts only where `parts/` is there.
  package static func read(from folder: URL, withBoxes: Bool) -> SourceSet {
    var set = SourceSet()
    guard let list = set.file("images.txt", below: folder, from: "CUB_200_2011.tgz") else {
      return set
    }
    let place = list.deletingLastPathComponent()
    set.addNote(of: place, expected: folder)
    return read(place, withBoxes: withBoxes, into: set)
  }

  private static func read(_ folder: URL, withBoxes: Bool, into set: SourceSet) -> SourceSet {
    var set = set
    func table(_ name: String, _ count: Int) -> SourceTable {
      SourceTable(folder.appending(path: name), valueCount: count, problems: &set.problems)
    }
    let images = table("images.txt", 1)
    let labels = table("image_class_labels.txt", 1)
    let classes = table("classes.txt", 1)
    let splits = table("train_test_split.txt", 1)
    let boxes = withBoxes ? table("bounding_boxes.txt", 4) : nil
    // What is wrong with a list that nobody asked for is no problem.
    var ignored: [String] = []
    let known =
      withBoxes
      ? nil
      : SourceTable(folder.appending(path: "bounding_boxes.txt"), valueCount: 4, problems: &ignored)
    let parts = parts(in: folder.appending(path: "parts"), problems: &set.problems)

    let classIdentifiers = classes.identifiers.sorted()
    set.classNames = classIdentifiers.map { classes.values[$0, default: [""]][0] }
    let classIndices = Dictionary(
      uniqueKeysWithValues: classIdentifiers.enumerated().map { ($1, $0) }
    )
    for identifier in images.identifiers {
      let path = images.values[identifier, default: [""]][0]
      var isWhole = true
      func lacks(_ problem: String) {
        set.problems.append("image \(identifier) (\(path)) \(problem)")
        isWhole = false
      }
      if !path.isPlainPath { lacks("names no file in the folder images") }
      let label = labels.values[identifier].flatMap { Int($0[0]) }
      let classIndex = label.flatMap { classIndices[$0] }
      if label == nil {
        lacks("has no class in image_class_labels.txt")
      } else if classIndex == nil {
        lacks("is of class \(label ?? 0), which classes.txt does not list")
      }
      let split = splits.values[identifier].flatMap { ["1": "train", "0": "test"][$0[0]] }
      if split == nil { lacks("has no split, 0 or 1, in train_test_split.txt") }
      var box: SourceBox?
      if let boxes {
        box = boxes.values[identifier].flatMap(SourceBox.init(xywh:))
        if box == nil { lacks("has no box of four numbers in bounding_boxes.txt") }
      }
      guard isWhole, let classIndex, let split else { continue }
      set.pictures.append(
        SourceSet.Picture(
          name: "images/\(path)",
          contents: .file(folder.appending(path: "images/\(path)")),
          split: split,
          classIndex: classIndex,
          label: set.classNames[classIndex],
          box: box,
          parts: parts[identifier] ?? [],
          objectBox: known?.values[identifier].flatMap(SourceBox.init(xywh:))
        )
      )
    }
    return set
  }

  /// The visible parts of each image; none where the folder is not there.
  private static func parts(in folder: URL, problems: inout [String]) -> [Int: [SourceSet.Part]] {
    guard DirectoryListing.isDirectory(folder) else { return [:] }
    let names = SourceTable(folder.appending(path: "parts.txt"), valueCount: 1, problems: &problems)
    let lines = SourceTable.lines(
      of: folder.appending(path: "part_locs.txt"),
      fieldCount: 5,
      problems: &problems
    )
    var parts: [Int: [SourceSet.Part]] = [:]
    for (number, fields) in lines {
      guard let image = Int(fields[0]), let part = Int(fields[1]), let name = names.values[part],
        let x = Double(fields[2]), let y = Double(fields[3]), ["0", "1"].contains(fields[4])
      else {
        problems.append("part_locs.txt:\(number): is no image, part, place and visibility")
        continue
      }
      guard fields[4] == "1" else { continue }
      parts[image, default: []].append(SourceSet.Part(name: name[0], x: x, y: y))
    }
    return parts
  }
}

extension SourceBox {
  /// From four numbers as text: left, top, width and height; nil for anything else.
  fileprivate init?(xywh texts: [String]) {
    let numbers = texts.compactMap { Double($0) }.filter(\.isFinite)
    guard numbers.count == 4 else { return nil }
    self.init(
      left: numbers[0],
      top: numbers[1],
      right: numbers[0] + numbers[2],
      bottom: numbers[1] + numbers[3]
    )
  }
}
