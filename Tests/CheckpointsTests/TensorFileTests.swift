import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

struct TensorFileTests {
  private let attributes: [String: HDF5Attribute] = [
    "epsilon": .float(1e-4), "lambda": .double(0.1), "solver": .text("proximal"),
    "kept": .integers([1, -2]), "names": .texts([]), "weights": .doubles([0.1, .infinity]),
  ]
  private let datasets: [String: TensorFile.Dataset] = [
    "/logits": .floats(Samples.tensor([2, 3])),
    "/none": .floats(Tensor(shape: [0, 5])),
    "/delta": .doubles([0.1, .nan], shape: [2]),
    "/nearest_cell": .integers([-1, 7, 8, 9], shape: [2, 2]),
    "/premises": .booleans([true, false, true, true, false, true], shape: [2, 3]),
    "/source/image": .texts(["a.jpg", "Zaunkönig/ü 鷦鷯.jpg", ""]),
  ]

  @Test func whatIsWrittenIsWhatIsRead() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try TensorFile.write(to: url, attributes: attributes, datasets: datasets)
      let file = try HDF5Reader(contentsOf: url)
      #expect(try file.tensor("/logits") == Samples.tensor([2, 3]))
      #expect(try file.shape(of: "/none") == [0, 5])
      #expect(try file.tensor("/none").count == 0)
      let deltas = try file.doubles("/delta").values
      #expect(deltas[0] == 0.1 && deltas[1].isNaN)
      #expect(try file.integers("/nearest_cell", shape: [2, 2]) == [-1, 7, 8, 9])
      let premises = try file.booleans("/premises")
      #expect(premises.values == [true, false, true, true, false, true])
      #expect(premises.shape == [2, 3])
      #expect(try file.texts("/source/image").values == ["a.jpg", "Zaunkönig/ü 鷦鷯.jpg", ""])
      let epsilon = try file.doubleAttribute("epsilon", of: "/")
      #expect(Float(epsilon) == 1e-4)
      #expect(try file.doubleAttribute("lambda", of: "/") == 0.1)
      #expect(try file.textAttribute("solver", of: "/") == "proximal")
      #expect(try file.integersAttribute("kept", of: "/") == [1, -2])
      #expect(try file.textsAttribute("names", of: "/") == [])
      #expect(try file.doublesAttribute("weights", of: "/") == [0.1, .infinity])
      #expect(
        try file.datasets(under: "/")
          == ["delta", "logits", "nearest_cell", "none", "premises", "source/image"]
      )
    }
  }

  @Test func equalContentsGiveEqualBytes() throws {
    try Places.withTemporaryDirectory { folder in
      let urls = ["a.h5", "b.h5"].map { folder.appending(path: $0) }
      for url in urls { try TensorFile.write(to: url, attributes: attributes, datasets: datasets) }
      #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
    }
  }

  @Test func integersBeyond32BitsAreRefused() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      let problem = Fixture.problem {
        try TensorFile.write(to: url, datasets: ["/a": .integers([1 << 31], shape: [1])])
      }
      #expect(problem.hasPrefix("FILE: '/a' has an integer that does not fit in 32 bits"))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names == [])
    }
  }

  @Test func filesMayBeWrittenFromManyThreads() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (attributes, datasets) = (attributes, datasets)
    let files = try await withThrowingTaskGroup(of: Data.self) { group in
      for index in 0..<32 {
        group.addTask {
          let url = folder.appending(path: "\(index).h5")
          try TensorFile.write(to: url, attributes: attributes, datasets: datasets)
          return try Data(contentsOf: url)
        }
      }
      return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
    }
    #expect(files.count == 1)
  }
}
