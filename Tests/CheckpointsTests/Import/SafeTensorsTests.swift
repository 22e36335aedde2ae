import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

struct SafeTensorsTests {
  @Test func theTypesOfFloatsAreRead() throws {
    let tensors = try SafeTensors.read(contentsOf: Fixture.file("types.safetensors"))
    #expect(tensors["half"] == Fixture.ramp([2, 3]))
    #expect(tensors["brain"] == Fixture.ramp([3, 2]))
    #expect(tensors["single"] == Fixture.ramp([2, 2, 2]))
    #expect(tensors["double"] == Fixture.ramp([5]))
    #expect(tensors["scalar"] == Tensor([-1], shape: []))
    #expect(tensors["empty"]?.shape == [0, 3])
    #expect(tensors.names.count == 6)
    #expect(tensors.skippedNames == ["num_batches_tracked"])
  }

  @Test func namesAreInTheOrderOfTheFile() throws {
    let header =
      #"{"b":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"#
      + #""a":{"dtype":"F16","shape":[2],"data_offsets":[2,6]},"__metadata__":{"x":"y"}}"#
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.safetensors")
      try SafeTensorsBytes.make(header, dataByteCount: 6).write(to: url)
      #expect(try SafeTensors.read(contentsOf: url).names == ["b", "a"])
    }
  }

  private static func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  @Test(arguments: [
    (#"{"a":\#(entry("F32", "[2]", "[0,12]"))}"#, "FILE: 'a' lies at [0, 12] of 8 bytes"),
    (#"{"a":\#(entry("F32", "[2]", "[8,0]"))}"#, "FILE: 'a' lies at [8, 0] of 8 bytes"),
    (#"{"a":\#(entry("F32", "[2]", "[-8,0]"))}"#, "FILE: 'a' lies at [-8, 0] of 8 bytes"),
    (#"{"a":\#(entry("F32", "[2]", "[0]"))}"#, "FILE: 'a' lies at [0] of 8 bytes"),
    (
      #"{"a":\#(entry("F32", "[3]", "[0,8]"))}"#,
      "FILE: 'a' is F32 of the extents [3] in 8 bytes"
    ),
    (
      #"{"a":\#(entry("F32", "[-2,-1]", "[0,8]"))}"#,
      "FILE: 'a' is F32 of the extents [-2, -1] in 8 bytes"
    ),
    (
      #"{"a":\#(entry("F32", "[4611686018427387904,8]", "[0,8]"))}"#,
      "FILE: 'a' is F32 of the extents [4611686018427387904, 8] in 8 bytes"
    ),
    (
      #"{"a":\#(entry("F32", "[2]", "[0,8]")),"b":\#(entry("F32", "[1]", "[4,8]"))}"#,
      "FILE: 'b' overlaps another tensor"
    ),
    (
      #"{"a":\#(entry("F32", "[1]", "[4,8]"))}"#,
      "FILE: 'a' follows bytes that belong to no tensor"
    ),
    (#"{"a":\#(entry("F32", "[1]", "[0,4]"))}"#, "FILE has 4 bytes after its last tensor"),
    (
      #"{"a":{"dtype":"F32","shape":[2]}}"#,
      "FILE has a header that is not what safetensors writes: 'data_offsets' is missing"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":"x"}}"#,
      "FILE has a header that is not what safetensors writes: a.data_offsets is of another type"
    ),
    ("[1, 2", "FILE has a header that is not what safetensors writes: it is not JSON"),
  ])
  func headersThatBreakTheRulesAreRefused(_ header: String, _ expected: String) throws {
    let bytes = SafeTensorsBytes.make(header, dataByteCount: 8)
    let problem = try Fixture.problem(ofBytes: bytes, type: "safetensors") {
      _ = try SafeTensors.read(contentsOf: $0)
    }
    #expect(
      problem == expected + "; check that it is a safetensors file and was copied completely"
    )
  }

  @Test(arguments: [UInt64.max, UInt64(Int.max), 1 << 40, 3])
  func headersLongerThanTheFileAreRefused(_ declared: UInt64) throws {
    let bytes = SafeTensorsBytes.make("{}", declared: declared)
    let problem = try Fixture.problem(ofBytes: bytes, type: "safetensors") {
      _ = try SafeTensors.read(contentsOf: $0)
    }
    #expect(
      problem == "FILE declares a header of \(declared) bytes, and has 10 in all; "
        + "check that it is a safetensors file and was copied completely"
    )
  }

  @Test func damagedFilesGiveErrors() throws {
    let bytes = try Data(contentsOf: Fixture.file("types.safetensors"))
    func read(_ copies: [Data]) throws -> (accepted: Int, surprises: [String]) {
      try Damage.read(copies, type: "safetensors") { _ = try SafeTensors.read(contentsOf: $0) }
    }
    let truncated = try read(Damage.truncations(of: bytes))
    #expect(truncated.accepted == 0)
    #expect(truncated.surprises == [])
    // Flips in the values, in names and in texts cannot be noticed.
    #expect(try read(Damage.flips(of: bytes)).surprises == [])
  }

  @Test func deeplyNestedHeadersGiveAnError() throws {
    let bytes = SafeTensorsBytes.make(String(repeating: "[", count: 200_000))
    let problem = try Fixture.problem(ofBytes: bytes, type: "safetensors") {
      _ = try SafeTensors.read(contentsOf: $0)
    }
    #expect(problem.contains("it is not JSON"))
  }
}
