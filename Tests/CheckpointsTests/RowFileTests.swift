import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

struct RowFileTests {
  private let identity = ["images": "12ab", "parameters": "34cd"]
  private let values = Samples.tensor([7, 2, 3])

  private func rows(_ indices: [Int]) -> Tensor {
    let all = values.values
    return Tensor(indices.flatMap { all[$0 * 6..<$0 * 6 + 6] }, shape: [indices.count, 2, 3])
  }

  private func open(_ url: URL, _ identity: [String: String]? = nil) throws -> RowFile {
    try RowFile(at: url, identity: identity ?? self.identity, rowShape: [2, 3], count: 7)
  }

  @Test func readsRowsInAnyOrder() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      let file = try open(url)
      try file.append(rows([0, 1, 2, 3]))
      #expect(try file.rows([3, 0, 0, 2]) == rows([3, 0, 0, 2]))
      try file.append(rows([4, 5, 6]))
      #expect(try file.rows([6, 1]) == rows([6, 1]))
      #expect(try file.rows([]).shape == [0, 2, 3])
      #expect(try file.allRows() == values)
    }
  }

  /// The layout that others read, with what the rows are.
  @Test func tellsWhatItsRowsAre() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try open(url).append(rows(Array(0..<7)))
      let file = try HDF5Reader(contentsOf: url)
      #expect(try file.textAttribute("format", of: "/") == "protopnet-rows")
      #expect(try file.textAttribute("of_images", of: "/") == "12ab")
      #expect(try file.textAttribute("of_parameters", of: "/") == "34cd")
      #expect(try file.tensor("/rows") == values)
      #expect(try file.integers("/finished_row_count").values == [7])
    }
  }

  /// What lies on the disk while the file is open is what a killed process leaves.
  @Test func goesOnAfterBeingKilled() throws {
    try Places.withTemporaryDirectory { folder in
      let (url, copy) = (folder.appending(path: "a.h5"), folder.appending(path: "b.h5"))
      let file = try open(url)
      try file.append(rows([0, 1, 2]))
      try file.append(rows([3, 4]))
      try FileManager.default.copyItem(at: url, to: copy)
      let next = try open(copy)
      #expect(next.rowCount == 5)
      #expect(try next.rows([4, 0, 2]) == rows([4, 0, 2]))
      try next.append(rows([5, 6]))
      #expect(try next.allRows() == values)
    }
  }

  @Test func beginsAnewWhereTheRowsAreOthers() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      for other in [
        ["images": "12ab", "parameters": "changed"], ["images": "12ab"],
        ["images": "12ab", "parameters": "34cd", "flips": "true"],
      ] {
        try open(url).append(rows([0, 1]))
        #expect(try open(url).rowCount == 2)
        #expect(try open(url, other).rowCount == 0)
        #expect(try open(url).rowCount == 0)
      }
      try open(url).append(rows([0, 1]))
      let longer = try RowFile(at: url, identity: identity, rowShape: [2, 3], count: 8)
      #expect(longer.rowCount == 0)
      let wider = try RowFile(at: url, identity: identity, rowShape: [2, 4], count: 8)
      #expect(wider.rowCount == 0)
    }
  }

  @Test func replacesWhatItCannotRead() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try open(url).append(rows([0, 1, 2, 3]))
      let bytes = try Data(contentsOf: url)
      for damaged in [Data("no HDF5".utf8), Data()] + Damage.truncations(of: bytes, count: 40) {
        try damaged.write(to: url)
        let file = try open(url)
        #expect(file.rowCount == 0)
        try file.append(rows(Array(0..<7)))
        #expect(try file.allRows() == values)
      }
      #expect(throws: CheckpointError.self) {
        try open(folder.appending(path: "missing/a.h5"))
      }
    }
  }
}
