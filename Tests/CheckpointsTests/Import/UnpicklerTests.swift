import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// Pickles written by hand, one instruction after the other, around an array of NumPy.
struct UnpicklerTests {
  /// `numpy._core.numeric._frombuffer(b"…", numpy.dtype("f4"), (1,), "C")`, whose one number is 1.
  private static let array: [UInt8] =
    Array("cnumpy._core.numeric\n_frombuffer\n(C".utf8) + [4, 0, 0, 0x80, 0x3F]
    + Array("cnumpy\ndtype\n(U".utf8) + [2] + Array("f4".utf8) + [0x89, 0x88, 0x74, 0x52]
    + [0x4B, 1, 0x85, 0x55, 1, 0x43, 0x74, 0x52]

  /// Reads {"other": <instructions>, "state": {"x": array}}.
  private func read(_ instructions: [UInt8]) throws -> NamedTensors {
    let text = { (text: String) in [0x8C, UInt8(text.utf8.count)] + Array(text.utf8) }
    let bytes =
      [0x80, 0x05, 0x7D, 0x28] + text("other") + instructions + text("state") + [0x7D]
      + text("x") + Self.array + [0x73, 0x75, 0x2E]
    return try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.pkl")
      try Data(bytes).write(to: url)
      return try WeightsImport.tensors(from: url)
    }
  }

  @Test(
    arguments: [
      ("EXT1", [0x82, 7]), ("EXT2", [0x83, 7, 0]), ("EXT4", [0x84, 7, 0, 0, 0]),
      ("FROZENSET", [0x28, 0x4E, 0x91]), ("ADDITEMS", [0x8F, 0x28, 0x4B, 1, 0x90]),
      ("NEWOBJ_EX", Array("ca\nB\n".utf8) + [0x29, 0x7D, 0x92]),
      ("NEWOBJ", Array("ca\nB\n".utf8) + [0x29, 0x81]),
      ("INST", [0x28, 0x4E] + Array("ia\nB\n".utf8)),
      ("OBJ", [0x28] + Array("ca\nB\n".utf8) + [0x4E, 0x6F]),
      ("STACK_GLOBAL", [0x8C, 1, 0x61, 0x8C, 1, 0x42, 0x93]),
      ("STACK_GLOBAL of numbers", [0x4B, 1, 0x4B, 2, 0x93]),
      ("BUILD of a number", [0x4B, 1, 0x4E, 0x62]),
      ("BUILD of a call", Array("ca\nB\n".utf8) + [0x29, 0x52, 0x7D, 0x62]),
      ("a call of a call", Array("ca\nB\n".utf8) + [0x29, 0x52, 0x29, 0x52]),
      ("APPEND to None", [0x4E, 0x4E, 0x61]),
      ("LONG1", [0x8A, 9] + [UInt8](repeating: 0xFF, count: 9)),
      ("LONG4", [0x8B, 1, 0, 0, 0, 5]),
      ("LONG4 of 300 bytes", [0x8B, 0x2C, 1, 0, 0] + [UInt8](repeating: 1, count: 300)),
      ("LONG", Array("L123456789012345678901234567890L\n".utf8)), ("INT", Array("I-5\n".utf8)),
      ("a boolean", Array("I01\n".utf8)), ("FLOAT", Array("F1.5\n".utf8)),
      ("STRING", Array("S'a\\x00\\n\\''\n".utf8)), ("UNICODE", Array("Va\\u00e4\n".utf8)),
      ("BYTEARRAY8", [0x96, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2]),
      ("READONLY_BUFFER", [0x96, 0, 0, 0, 0, 0, 0, 0, 0, 0x98]),
      ("BINBYTES8", [0x8E, 1, 0, 0, 0, 0, 0, 0, 0, 1]),
      ("BINUNICODE8", [0x8D, 1, 0, 0, 0, 0, 0, 0, 0, 0x61]),
      ("PERSID", Array("Pname\n".utf8)), ("BINPERSID", [0x4B, 1, 0x51]),
      ("PUT and GET", Array("Np5\n0g5\n".utf8)), ("MEMOIZE", [0x4E, 0x94]),
      ("DUP", [0x4E, 0x32, 0x30]), ("POP_MARK", [0x4E, 0x28, 0x4E, 0x31]),
      ("POP of a mark", [0x4E, 0x28, 0x30]), ("FRAME", [0x95, 0, 0, 0, 0, 0, 0, 0, 0, 0x4E]),
      ("DICT", [0x28, 0x4E, 0x4E, 0x64]), ("LIST", [0x28, 0x4E, 0x6C]),
      ("BINSTRING that is no text", [0x54, 1, 0, 0, 0, 0xFF]),
      ("a number of a global", Array("ca\nB\n".utf8)),
    ] as [(String, [UInt8])]
  )
  func everyInstructionIsKnown(_ name: String, _ instructions: [UInt8]) throws {
    #expect(try read(instructions)["x"] == Tensor([1], shape: [1]), "\(name)")
  }

  /// Lists that double their predecessors, modules that contain themselves twice: no copy is made.
  @Test func sharedAndSelfReferringStructuresEnd() throws {
    var doubling: [UInt8] = [0x5D, 0x94]
    for index in UInt8(0)..<60 { doubling += [0x5D, 0x94, 0x28, 0x68, index, 0x68, index, 0x65] }
    // Only the last list stays on the stack.
    for _ in 0..<60 { doubling += [0x86, 0x94] }
    #expect(try read(doubling)["x"] != nil)
    // A module m with m.a = m.b = m, as pairs of `_modules`.
    let module: [UInt8] =
      Array("cm\nN\n".utf8) + [0x29, 0x81, 0x94, 0x7D, 0x8C, 8] + Array("_modules".utf8)
      + [0x7D, 0x28, 0x8C, 1, 0x61, 0x68, 0, 0x8C, 1, 0x62, 0x68, 0, 0x75, 0x73, 0x62]
    #expect(try read(module)["x"] == nil || read(module)["x"] == Tensor([1], shape: [1]))
  }

  @Test func manyObjectsAreForgottenNotKept() throws {
    // A million empty tuples in a list, of which none is of any use.
    let many = [0x5D, 0x28] + [UInt8](repeating: 0x29, count: 450_000) + [0x65]
    let problem = Fixture.problem { _ = try read(many) }
    #expect(problem == "" || problem.contains("so many Python objects"))
    // Ten times as many numbers as are kept.
    let batch: [UInt8] = [0x28] + [UInt8](repeating: 0x4E, count: 400_000) + [0x65]
    #expect(try read([0x5D] + (0..<20).flatMap { _ in batch })["x"] != nil)
    let numbers = [0x5D, 0x28] + [UInt8](repeating: 0x4E, count: 450_000) + [0x65]
    #expect(try read(numbers)["x"] != nil)
  }
}
