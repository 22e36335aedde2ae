import Foundation
import Testing

import Datasets

struct ELPVTests {
  /// 48 cells in the proportions of none, a third, two thirds and all of each type.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var lines = ""
    let probabilities = ["0.0", "0.3333333333333333", "0.6666666666666666", "1.0"]
    for number in 0..<48 {
      let type = number % 2 == 0 ? "mono" : "poly"
      lines += "images/cell\(number).png  \(probabilities[number / 2 % 4])    \(type)\n"
    }
    try folder.add("labels.csv", Array(lines.utf8))
    return folder
  }

  @Test func drawsAQuarterOfEachGroup() throws {
    let folder = try folder()
    let set = ELPV.read(from: folder.url, classes: .four, seed: 1)
    #expect(set.problems.isEmpty)
    let test = set.pictures.filter { $0.split == "test" }
    #expect(test.count == 12)
    // Six cells of each of the eight groups: one or two of them are drawn.
    let counts = Dictionary(grouping: test, by: \.label).mapValues(\.count)
    #expect(counts.count == 8)
    #expect(counts.values.allSatisfy { (1...2).contains($0) })
  }

  @Test func drawsTheSameForTwoClassesAndOthersForAnotherSeed() throws {
    let folder = try folder()
    func test(_ classes: ELPV.Classes, _ seed: UInt64) -> [String] {
      ELPV.read(from: folder.url, classes: classes, seed: seed).pictures
        .filter { $0.split == "test" }.map(\.name)
    }
    #expect(test(.two, 1) == test(.four, 1))
    #expect(test(.two, 1) != test(.two, 2))
  }

  @Test func putsHalfOfTheProbabilitiesIntoEachOfTwoClasses() throws {
    let folder = try folder()
    let set = ELPV.read(from: folder.url, classes: .two, seed: 1)
    #expect(set.classNames == ["defective", "functional"])
    for picture in set.pictures {
      let isDefective = picture.label.hasPrefix("2/3") || picture.label.hasPrefix("3/3")
      #expect(picture.classIndex == (isDefective ? 0 : 1))
    }
  }

  @Test func namesEveryProblem() throws {
    let folder = try TemporaryFolder()
    try folder.add("labels.csv", Array("a.png 0.5 mono\nb.png 1.0 amorphous\nc.png 1.0\n".utf8))
    let problems = ELPV.read(from: folder.url, classes: .two, seed: 1).problems
    #expect(
      Set(problems) == [
        "labels.csv:1: '0.5' is none of the probabilities 0, 1/3, 2/3 and 1",
        "labels.csv:2: 'amorphous' is neither mono nor poly",
        "labels.csv:3: has 2 values, not 3",
      ]
    )
  }
}
