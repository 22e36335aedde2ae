import Foundation
import Images
import Testing

import Datasets

struct IDXPicturesTests {
  private static func array(_ extents: [Int], _ values: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(extents.count)] + extents.flatMap { [0, 0, UInt8($0 >> 8), UInt8($0 & 255)] }
      + values
  }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (prefix, count) in [("train", 4), ("t10k", 2)] {
      let values = (0..<count * 6).map { UInt8($0) }
      try folder.add("\(prefix)-images-idx3-ubyte", Self.array([count, 3, 2], values))
      try folder.add(
        "\(prefix)-labels-idx1-ubyte",
        Self.array([count], (0..<count).map { UInt8($0 % 2) })
      )
    }
    return folder
  }

  @Test func readsPicturesAndLabels() throws {
    let folder = try folder()
    let set = IDXPictures.read(from: folder.url, classNames: [])
    #expect(set.problems.isEmpty)
    #expect(set.classNames == ["0", "1"])
    #expect(set.pictures.map(\.name).first == "train-00000")
    #expect(set.pictures.map(\.split) == ["train", "train", "train", "train", "test", "test"])
    #expect(set.pictures.map(\.classIndex) == [0, 1, 0, 1, 0, 1])
    guard case .gray(let picture) = set.pictures[1].contents else {
      Issue.record("no gray picture")
      return
    }
    #expect(picture.width == 2 && picture.height == 3)
    #expect(picture.pixels == [6, 7, 8, 9, 10, 11])
  }

  @Test func readsGzippedFilesAlike() throws {
    let folder = try folder()
    let plain = IDXPictures.read(from: folder.url, classNames: [])
    try gzip(folder)
    let packed = IDXPictures.read(from: folder.url, classNames: [])
    #expect(packed.problems.isEmpty)
    #expect(packed.pictures.map(\.name) == plain.pictures.map(\.name))

    let file = folder.url.appending(path: "train-images-idx3-ubyte.gz")
    let bytes = try Data(contentsOf: file)
    try bytes.dropLast(4).write(to: file)
    let damaged = IDXPictures.read(from: folder.url, classNames: [])
    #expect(damaged.problems.count == 1)
    #expect(damaged.problems[0].contains("train-images-idx3-ubyte.gz is damaged or ends early"))
  }

  /// 80 MB of zeros are a file of 78 KB.
  @Test func refusesFilesThatAreMadeToFillTheMemory() throws {
    let folder = try folder()
    let count = 80 << 20
    let zeros = [UInt8](repeating: 0, count: count)
    try folder.add(
      "train-images-idx3-ubyte",
      [0, 0, 8, 3, 0, 0, 0, 80, 0, 0, 4, 0, 0, 0, 4, 0] + zeros
    )
    try gzip(folder)
    let problems = IDXPictures.read(from: folder.url, classNames: []).problems
    #expect(problems.contains { $0.contains("train-images-idx3-ubyte.gz holds more than") })
  }

  private func gzip(_ folder: TemporaryFolder) throws {
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    gzip.currentDirectoryURL = folder.url
    try gzip.run()
    gzip.waitUntilExit()
  }

  @Test func namesEveryProblem() throws {
    let folder = try folder()
    try folder.add("train-images-idx3-ubyte", Self.array([4, 3, 2], [1, 2, 3]))
    try folder.add("t10k-labels-idx1-ubyte", Self.array([2], [0, 7]))
    let problems = IDXPictures.read(from: folder.url, classNames: ["a", "b"]).problems
    #expect(problems.count == 2)
    #expect(problems[0].hasSuffix("announces 4×3×2 values and holds 3"))
    #expect(
      problems[1]
        == "t10k-labels-idx1-ubyte: picture 1 is of class 7, which is none of the 2 classes"
    )
  }
}
