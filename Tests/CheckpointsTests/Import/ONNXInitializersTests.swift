import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

struct ONNXInitializersTests {
  private func problem(_ bytes: [UInt8]) throws -> String {
    try Fixture.problem(ofBytes: bytes, type: "onnx") {
      _ = try ONNXInitializers.read(contentsOf: $0)
    }.replacingOccurrences(
      of: "; check that it is an ONNX model and was copied completely",
      with: ""
    )
  }

  /// A model whose graph has one initialiser of these bytes; all lengths are below 128.
  private func model(initializer: [UInt8]) -> [UInt8] {
    let graph = [0x2A, UInt8(initializer.count)] + initializer
    return [0x3A, UInt8(graph.count)] + graph
  }

  @Test func theTypesOfFloatsAreRead() throws {
    let tensors = try ONNXInitializers.read(contentsOf: Fixture.file("types.onnx"))
    #expect(tensors.names == ["raw", "floats", "half", "double", "scalar"])
    #expect(tensors["raw"] == Fixture.ramp([2, 3]))
    #expect(tensors["floats"] == Fixture.ramp([3, 2]))
    #expect(tensors["half"] == Fixture.ramp([4]))
    #expect(tensors["double"] == Fixture.ramp([4]))
    #expect(tensors["scalar"] == Tensor([-1], shape: []))
    #expect(tensors.skippedNames == ["steps"])
  }

  @Test func unpackedAndUnknownFieldsAreRead() throws {
    let tensor: [UInt8] =
      // Two extents and one float, unpacked; the type; the name; two unknown fields; a second float.
      [0x08, 1, 0x08, 2, 0x25, 0, 0, 0x80, 0x3F, 0x10, 1, 0x42, 1, 0x77]
      + [0xC0, 0x3E, 0x96, 0x01, 0xC1, 0x3E, 1, 2, 3, 4, 5, 6, 7, 8, 0x25, 0, 0, 0, 0x40]
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.onnx")
      try Data(model(initializer: tensor)).write(to: url)
      #expect(try ONNXInitializers.read(contentsOf: url)["w"] == Tensor([1, 2], shape: [1, 2]))
    }
  }

  @Test(
    arguments: [
      // 2 extents of 2⁶² and -1, and a shape that the values do not fill.
      (
        [0x0A, 9, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0x10, 1, 0x42, 1, 0x77],
        "FILE: 'w' has the extents [4611686018427387904] and 0 bytes of values"
      ),
      (
        [
          0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x10, 1, 0x42, 1, 0x77,
        ],
        "FILE: 'w' has the extents [-1] and 0 bytes of values"
      ),
      (
        [0x08, 2, 0x10, 1, 0x42, 1, 0x77, 0x4A, 3, 1, 2, 3],
        "FILE: 'w' has the extents [2] and 3 bytes of values"
      ),
      (
        [0x08, 2, 0x10, 1, 0x42, 1, 0x77, 0x70, 1],
        "FILE: 'w' keeps its values in another file, which it does not name"
      ),
      (
        // The location "/x", and "../x".
        [0x08, 2, 0x10, 1, 0x42, 1, 0x77, 0x70, 1, 0x6A, 14, 0x0A, 8]
          + Array("location".utf8) + [0x12, 2] + Array("/x".utf8),
        "FILE: 'w' keeps its values in '/x', outside the model's folder, which is not read"
      ),
      (
        [0x08, 2, 0x10, 1, 0x42, 1, 0x77, 0x70, 1, 0x6A, 16, 0x0A, 8]
          + Array("location".utf8) + [0x12, 4] + Array("../x".utf8),
        "FILE: 'w' keeps its values in '../x', outside the model's folder, which is not read"
      ),
      ([0x4A, 3, 1], "FILE is damaged or no ONNX model: a field of 3 bytes ends after 1"),
      ([0x0B], "FILE is damaged or no ONNX model: a field has the wire type 3"),
      ([0x02, 0], "FILE is damaged or no ONNX model: a field has the number 0"),
      (
        [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
        "FILE is damaged or no ONNX model: a number does not end"
      ),
    ] as [([UInt8], String)]
  )
  func damagedTensorsAreRefused(_ tensor: [UInt8], _ expected: String) throws {
    #expect(try problem(model(initializer: tensor)) == expected)
  }

  @Test func otherFilesAreRefused() throws {
    #expect(try problem([]) == "FILE is no ONNX model: it has no graph")
    #expect(
      try problem(Array("\u{1F426}".utf8)).hasPrefix("FILE is damaged or no ONNX model: ")
    )
  }

  @Test func aNameMayOccurOnce() throws {
    let tensor: [UInt8] = [0x08, 0, 0x10, 1, 0x42, 1, 0x77]
    let graph = [0x2A, 7] + tensor + [0x2A, 7] + tensor
    #expect(try problem([0x3A, UInt8(graph.count)] + graph) == "FILE: 'w' occurs twice")
  }

  @Test func damagedFilesGiveErrors() throws {
    let bytes = try Data(contentsOf: Fixture.file("types.onnx"))
    for copies in [Damage.truncations(of: bytes), Damage.flips(of: bytes)] {
      let result = try Damage.read(copies, type: "onnx") {
        _ = try ONNXInitializers.read(contentsOf: $0)
      }
      #expect(result.surprises == [])
      #expect(result.accepted < copies.count)
    }
  }
}
