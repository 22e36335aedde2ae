import Files
package import Foundation
import Tensors

/// The electroluminescence pictures of solar cells of ELPV, with the probability of a defect.
package enum ELPV {
  package static let name = "ELPV"

  /// What counts as a class.
  package enum Classes: Int, CaseIterable, Sendable {
    /// A cell whose probability is above one half is defective.
    case two = 2
    /// Each of the four probabilities is a class.
    case four = 4

    var names: [String] {
      switch self {
      case .two: ["defective", "functional"]
      case .four: ["defect-0.00", "defect-0.33", "defect-0.67", "defect-1.00"]
      }
    }

    /// The class of a probability in thirds.
    func index(thirds: Int) -> Int {
      switch self {
      case .two: thirds >= 2 ? 0 : 1
      case .four: thirds
      }
    }
  }

  /// Reads `labels.csv` of a folder that has `images/` beside it.
  ///
  /// A quarter of the cells of each probability and type is drawn for the test split; the draw
  /// follows from the seed alone and is the same for two classes and for four.
  /// Source: Deitsch et al. 2019, who drew 656 of the 2,624 cells, stratified.
  package static func read(from given: URL, classes: Classes, seed: UInt64) -> SourceSet {
    var set = SourceSet()
    set.classNames = classes.names
    guard let list = set.file("labels.csv", below: given, from: "the archive") else { return set }
    let folder = list.deletingLastPathComponent()
    set.addNote(of: folder, expected: given)
    let lines = SourceTable.lines(
      of: list,
      fieldCount: 3,
      separators: " \t,",
      problems: &set.problems
    )
    var cells: [(path: String, thirds: Int, type: String)] = []
    for (number, fields) in lines {
      let thirds = Double(fields[1]).map { (3 * $0).rounded() } ?? -1
      guard (0...3).contains(thirds), abs((Double(fields[1]) ?? -1) - thirds / 3) < 1e-3 else {
        set.problems.append(
          "labels.csv:\(number): '\(fields[1])' is none of the probabilities 0, 1/3, 2/3 and 1"
        )
        continue
      }
      guard fields[0].isPlainPath else {
        set.problems.append("labels.csv:\(number): '\(fields[0])' names no file in the folder")
        continue
      }
      guard ["mono", "poly"].contains(fields[2]) else {
        set.problems.append("labels.csv:\(number): '\(fields[2])' is neither mono nor poly")
        continue
      }
      cells.append((fields[0], Int(thirds), fields[2]))
    }
    let isTest = testCells(cells.map { "\($0.thirds) \($0.type)" }, seed: seed)
    set.pictures = cells.enumerated().map { position, cell in
      let classIndex = classes.index(thirds: cell.thirds)
      return SourceSet.Picture(
        name: cell.path,
        contents: .file(folder.appending(path: cell.path)),
        split: isTest[position] ? "test" : "train",
        classIndex: classIndex,
        label: "\(cell.thirds)/3 \(cell.type)"
      )
    }
    return set
  }

  /// Whether each cell is of the test split: every fourth of the groups, shuffled and in a row.
  private static func testCells(_ groups: [String], seed: UInt64) -> [Bool] {
    let members = Dictionary(grouping: groups.indices) { groups[$0] }
    let row = members.sorted { $0.key < $1.key }.enumerated().flatMap { number, group in
      var stream = RandomStream(seed: seed, purpose: "test split of ELPV", index: number)
      return stream.permutation(of: group.value.count).map { group.value[$0] }
    }
    var isTest = [Bool](repeating: false, count: groups.count)
    for position in stride(from: 3, to: row.count, by: 4) { isTest[row[position]] = true }
    return isTest
  }
}
