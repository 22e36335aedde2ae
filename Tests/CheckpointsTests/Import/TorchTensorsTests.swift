import Checkpoints
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Files of `torch.save`, which `make_fixtures.py` made with PyTorch.
struct TorchTensorsTests {
  @Test(arguments: ["types-zip.pth", "types-legacy.pth", "wrapped.pth"])
  func stateDictsAreRead(_ name: String) throws {
    let tensors = try TorchTensors.read(contentsOf: Fixture.file(name))
    #expect(tensors["half"] == Fixture.ramp([2, 3]))
    #expect(tensors["brain"] == Fixture.ramp([3, 2]))
    #expect(tensors["single"] == Fixture.ramp([2, 2, 2]))
    #expect(tensors["double"] == Fixture.ramp([5]))
    #expect(tensors["scalar"] == Tensor([-1], shape: []))
    #expect(tensors["empty"]?.shape == [0, 3])
    #expect(tensors["parameter"] == Fixture.ramp([3]))
    // Views of one storage [4, 6].
    let base = Fixture.ramp([4, 6]).values
    let transposed = (0..<6).flatMap { column in (0..<4).map { base[6 * $0 + column] } }
    #expect(tensors["transposed"] == Tensor(transposed, shape: [6, 4]))
    #expect(tensors["column"] == Tensor((0..<4).map { base[6 * $0 + 1] }, shape: [4]))
    let corner = [2, 3].flatMap { row in (3..<6).map { base[6 * row + $0] } }
    #expect(tensors["corner"] == Tensor(corner, shape: [2, 3]))
    #expect(tensors.skippedNames == ["num_batches_tracked"])
  }

  @Test(arguments: ["module-zip.pth", "module-legacy.pth"])
  func wholeModulesAreRead(_ name: String) throws {
    let tensors = try TorchTensors.read(contentsOf: Fixture.file(name))
    #expect(
      tensors.names == [
        "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var",
      ]
    )
    #expect(tensors["0.weight"] == Fixture.ramp([2, 1, 3, 3]))
    #expect(tensors["1.running_var"] == Fixture.ramp([2]))
  }

  /// A legacy file that holds these instructions as its object.
  private static func legacy(_ instructions: [UInt8], tail: [UInt8] = []) -> [UInt8] {
    let start: [UInt8] = [
      0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
      0x80, 0x02, 0x4D, 0xE9, 0x03, 0x2E, 0x80, 0x02, 0x7D, 0x2E, 0x80, 0x02,
    ]
    return start + instructions + tail
  }

  @Test func nothingIsExecuted() throws {
    // What Python would take as os.system("touch owned").
    let call = Array("cos\nsystem\n".utf8) + [0x58, 11, 0, 0, 0] + Array("touch owned".utf8)
    let keys: [UInt8] = [0x80, 0x02, 0x5D, 0x2E]
    let problem = try Fixture.problem(
      ofBytes: Self.legacy(call + [0x85, 0x52, 0x2E], tail: keys),
      type: "pth"
    ) { _ = try TorchTensors.read(contentsOf: $0) }
    #expect(
      problem == "FILE holds neither a state dict nor a module; "
        + "check that it is a file of torch.save and was copied completely"
    )
    #expect(!FileManager.default.fileExists(atPath: "owned"))
  }

  @Test(
    arguments: [
      ([0x2E], "it takes values that it never made"),
      ([0x7D, 0x85], "it ends without its last instruction"),
      ([0x68, 0x07, 0x2E], "it recalls value 7, which it never kept"),
      ([0x65, 0x2E], "it has no mark to go to"),
      ([0x58, 0xFF, 0xFF, 0xFF, 0x7F], "it ends in the middle of an instruction"),
      ([0xFF, 0x2E], "instruction 255 is none of Python's"),
      ([0x97, 0x2E], "it keeps values in buffers that are not in the file"),
      ([0x80, 0x06, 0x4E, 0x2E], "it is of protocol 6, and 5 is the last that is known"),
      ([0x69, 0x2E], "it ends in the middle of a name"),
      ([0x28, 0x6F, 0x2E], "it takes values that it never made"),
    ] as [([UInt8], String)]
  )
  func malformedPicklesGiveErrors(_ instructions: [UInt8], _ expected: String) throws {
    let problem = try Fixture.problem(ofBytes: Self.legacy(instructions), type: "pth") {
      _ = try TorchTensors.read(contentsOf: $0)
    }
    #expect(problem.contains("cannot be read as tensors: " + expected))
  }

  /// Depth and cycles of containers do no harm: a list a hundred thousand deep, and one in itself.
  @Test func deepAndCyclicContainersDoNoHarm() throws {
    let deep = [UInt8](repeating: 0x5D, count: 100_000) + [UInt8](repeating: 0x61, count: 99_999)
    let keys: [UInt8] = [0x80, 0x02, 0x5D, 0x2E]
    for instructions in [deep + [0x2E], [0x5D, 0x71, 0x00, 0x68, 0x00, 0x61, 0x2E]] {
      let problem = try Fixture.problem(
        ofBytes: Self.legacy(instructions, tail: keys),
        type: "pth"
      ) { _ = try TorchTensors.read(contentsOf: $0) }
      #expect(problem.contains("holds neither a state dict nor a module"))
    }
  }

  @Test(arguments: ["types-zip.pth", "types-legacy.pth", "module-zip.pth", "module-legacy.pth"])
  func damagedFilesGiveErrors(_ name: String) throws {
    let bytes = try Data(contentsOf: Fixture.file(name))
    func read(_ copies: [Data]) throws -> (accepted: Int, surprises: [String]) {
      try Damage.read(copies, type: "pth") { _ = try TorchTensors.read(contentsOf: $0) }
    }
    let truncated = try read(Damage.truncations(of: bytes, count: 400))
    #expect(truncated.accepted == 0)
    #expect(truncated.surprises == [])
    let step = max(1, bytes.count / 500)
    let flipped = stride(from: 0, to: bytes.count, by: step).flatMap { index in
      [UInt8(0x01), 0x80, 0xFF].map { mask in
        var copy = bytes
        copy[index] ^= mask
        return copy
      }
    }
    // Flips in the values, in names and in facts about the machine cannot be noticed.
    #expect(try read(flipped).surprises == [])
  }

  /// Strides of 0 let a small file describe a tensor that would fill the memory.
  @Test func tensorsFarLargerThanTheFileAreRefused() throws {
    var bytes = try Data(contentsOf: Fixture.file("types-legacy.pth"))
    // The extent 5 of "double", (K 5 0x85 …) becomes 2³⁰ by a longer instruction of the same effect.
    let pattern = Data([0x4B, 0x05, 0x85])
    let place = try #require(bytes.range(of: pattern))
    bytes.replaceSubrange(place, with: [0x4A, 0, 0, 0, 0x40, 0x85])
    let problem = try Fixture.problem(ofBytes: bytes, type: "pth") {
      _ = try TorchTensors.read(contentsOf: $0)
    }
    #expect(problem.contains("'double' is made to fill the memory"))
  }

  @Test func namesThatCarryADigestAreChecked() throws {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "vgg11-0123abcd.pth")
      try FileManager.default.copyItem(at: Fixture.file("types-zip.pth"), to: url)
      let problem = Fixture.problem {
        _ = try WeightsImport.weights(from: url, architecture: .vgg11, mapping: .torchvision)
      }
      #expect(problem.contains("not 0123abcd… as its name says; fetch it again"))
    }
  }
}
