import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// Files of `torch.save` and `pickle` as people have them, which `make_odd_torch.py` made with PyTorch.
struct OddTorchFilesTests {
  private static let first = Fixture.ramp([2, 3])
  private static let second = Fixture.ramp([4])

  @Test(
    arguments: (0...5).map { "odd-plain-\($0).pkl" } + [2, 4, 5].map { "odd-zip-\($0).pth" }
      + ["odd-object.pth", "odd-nested.pth", "odd-tied.pth"]
  )
  func whatLiesBesideTheTensorsDoesNoHarm(_ name: String) throws {
    let tensors = try WeightsImport.tensors(from: Fixture.file(name))
    #expect(tensors.names == ["a", "b"])
    #expect(tensors["a"] == Self.first)
    #expect(tensors["b"] == Self.second)
  }

  @Test(arguments: ["odd-arrays-0.pkl", "odd-arrays-2.pth", "odd-arrays-5.pth"])
  func dictionariesOfArraysAreRead(_ name: String) throws {
    let tensors = try WeightsImport.tensors(from: Fixture.file(name))
    #expect(tensors.names == ["single", "half", "column", "big"])
    #expect(tensors["single"] == Fixture.ramp([2, 2]))
    #expect(tensors["half"] == Fixture.ramp([3]))
    #expect(tensors["column"] == Self.first)
    #expect(tensors["big"] == Self.second)
    #expect(tensors.skippedNames == ["steps", "names"])
  }

  @Test func tensorsThatAreNotReadAreSkippedForAReason() throws {
    let tensors = try WeightsImport.tensors(from: Fixture.file("odd-tensors.pth"))
    #expect(tensors.names == ["good"])
    #expect(tensors["good"] == Self.first)
    let reasons = tensors.skippedNames.map { "\($0) \(tensors.reason(of: $0) ?? "")" }
    #expect(
      reasons == [
        "complex holds complex numbers", "quantized is quantized", "sparse is sparse",
        "meta is of the device 'meta', which holds no values", "steps holds integers",
        "flag holds booleans", "float8 holds numbers of the type float8_e4m3fn",
      ]
    )
  }

  @Test func tensorsWithAttributesAreRead() throws {
    let tensors = try WeightsImport.tensors(from: Fixture.file("odd-tagged.pth"))
    #expect(tensors["tagged"] == Fixture.ramp([2, 2]))
    #expect(tensors["buffer"] == Fixture.ramp([3]))
  }

  @Test func valuesInAFileBesideAModelAreRead() throws {
    let model = Fixture.file("odd-external.onnx")
    let tensors = try WeightsImport.tensors(from: model)
    #expect(tensors["first"] == Self.first)
    #expect(tensors["second"] == Self.second)
    try Places.withTemporaryDirectory { folder in
      let copy = folder.appending(path: "model.onnx")
      try FileManager.default.copyItem(at: model, to: copy)
      let problem = Fixture.problem { _ = try WeightsImport.tensors(from: copy) }
      #expect(
        problem
          == "FILE: 'first' keeps its values in 'odd-external.onnx.data', which is not beside "
          + "the model; copy that file there, too"
      )
      try Data(count: 20).write(to: folder.appending(path: "odd-external.onnx.data"))
      let short = Fixture.problem { _ = try WeightsImport.tensors(from: copy) }
      #expect(short.contains("lies beyond the 20 bytes of 'odd-external.onnx.data'"))
    }
  }

  @Test func oneOfSeveralDictionariesIsChosenByItsKey() throws {
    let file = Fixture.file("odd-two.pth")
    let fits = TensorSelection(key: nil) { $0 == ["a", "b"] }
    #expect(
      Fixture.problem { _ = try WeightsImport.tensors(from: file, selecting: fits) }
        == "FILE holds 2 dictionaries of tensors that would fit: 'model', 'ema'; choose one with --key"
    )
    let chosen = TensorSelection(key: "ema") { _ in true }
    let tensors = try WeightsImport.tensors(from: file, selecting: chosen)
    #expect(tensors["a"] == Tensor(Self.first.values.map { 2 * $0 }, shape: [2, 3]))
    let missing = TensorSelection(key: "net") { _ in true }
    #expect(
      Fixture.problem { _ = try WeightsImport.tensors(from: file, selecting: missing) }
        == "FILE has no dictionary of tensors under the key 'net'; it has 'model', 'ema'"
    )
    // The same tensors under two keys leave no choice.
    let tied = try WeightsImport.tensors(from: Fixture.file("odd-tied.pth"), selecting: fits)
    #expect(tied["a"] == Self.first)
  }
}
